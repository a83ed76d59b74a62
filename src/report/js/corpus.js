// The first layer: the corpus.

/// A horizontal bar of parts: [label, value, class]. Its numbers stand in words beside it.
const bar = (parts, whole, label) => {
  const node = svg("svg", { class: "bar", viewBox: "0 0 1000 20", preserveAspectRatio: "none", role: "img", "aria-label": label });
  let x = 0;
  for (const [, value, kind] of parts) {
    const width = whole > 0 ? (value * 1000) / whole : 0;
    if (width > 0) node.append(svg("rect", { x, y: 0, width: Math.max(width, 1.5), height: 20, class: "fill-" + kind }));
    x += width;
  }
  return node;
};

const figure = (value, label, kind) =>
  el("div", { class: "figure" }, el("div", { class: "value" + (kind ? " " + kind : "") }, value), el("div", { class: "label" }, label));

/// A table that scrolls in its own box when it must.
const table = (caption, heads, rows) =>
  el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    el("table", {}, el("caption", { class: "unseen" }, caption),
      el("thead", {}, el("tr", {}, heads.map((h) => el("th", { scope: "col", class: h.startsWith("#") && "n" }, h.replace("#", ""))))),
      el("tbody", {}, rows)));
const cell = (child, n) => el("td", { class: n && "n" }, child);

const corpusView = (root) => {
  const whole = DATA.kept + DATA.changed + DATA.removed;
  const parts = [["kept", DATA.kept, "kept"], ["changed", DATA.changed, "changed"], ["removed", DATA.removed, "removed"]];
  add(root,
    el("h1", {}, "What was done to this corpus"),
    el("p", { class: "run" }, `By ${DATA.run.tool}, stages ${DATA.run.stages.join(", ")}. Run `, el("code", {}, DATA.run.sha256.slice(0, 16)), "."),
    el("section", { class: "figures", "aria-label": "Figures" },
      figure(number(DATA.of.documents), DATA.of.documents === 1 ? "document" : "documents"),
      figure(number(DATA.of.sites), DATA.of.sites === 1 ? "site" : "sites"),
      figure(bytes(DATA.bytes.raw), "raw"),
      figure(bytes(DATA.bytes.clean), "clean text"),
      figure(percent(DATA.removed, whole), "of the text removed")),
    sampled() && el("p", { class: "note" },
      `All figures are of all ${number(DATA.of.documents)} documents. The page holds ${number(DATA.documents.length)} of them in full: `,
      "a sample that is the same every time, and besides it those that lost most and those without a full cleaning."),
    el("section", {}, el("h2", {}, "The text"),
      bar(parts, whole, `Of the text ${percent(DATA.kept, whole)} kept, ${percent(DATA.changed, whole)} changed, ${percent(DATA.removed, whole)} removed`),
      el("ul", { class: "legend" }, parts.map(([label, value, kind]) =>
        el("li", {}, el("span", { class: "dot fill-" + kind, "aria-hidden": "true" }), ` ${label} ${bytes(value)} (${percent(value, whole)})`)))),
    statusSection(), stageSection(), ruleSection(), siteSection(), encodingSection(), documentSection(DATA.documents.map((_, n) => n), "Documents"));
};

const statusSection = () =>
  el("section", {}, el("h2", {}, "Documents by status"),
    el("ul", { class: "legend chips" }, STATUSES.filter((s) => DATA.statuses[s]).map((s) =>
      el("li", {}, el("span", { class: "status status-" + s }, s), ` ${number(DATA.statuses[s])}`))));

const stageSection = () => {
  const stages = STAGES.map((stage) => {
    const rules = DATA.rules.filter((r) => stageOf(r.name) === stage);
    const sum = (key) => rules.reduce((n, r) => n + r[key], 0);
    return { stage, edits: sum("edits"), removed: sum("removed"), changed: sum("changed"), added: sum("added") };
  }).filter((s) => s.edits > 0);
  const most = Math.max(1, ...stages.map((s) => s.removed + s.changed));
  return el("section", {}, el("h2", {}, "By stage"),
    table("Edits by stage", ["Stage", "#Edits", "#Removed", "#Changed", "Share"], stages.map((s) => el("tr", {},
      el("th", { scope: "row" }, el("span", { class: "swatch stage-" + s.stage, "aria-hidden": "true" }), " " + s.stage),
      cell(number(s.edits), true), cell(bytes(s.removed), true), cell(bytes(s.changed), true),
      cell(bar([["removed", s.removed, "removed"], ["changed", s.changed, "changed"]], most, `${bytes(s.removed)} removed, ${bytes(s.changed)} changed`))))));
};

const ruleSection = () => {
  const rules = DATA.rules.map((r, n) => [r, n]).sort(([a], [b]) => b.removed + b.changed - a.removed - a.changed || (a.name < b.name ? -1 : 1));
  const most = Math.max(1, ...rules.map(([r]) => r.removed + r.changed));
  return el("section", {}, el("h2", {}, "By rule"),
    table("Edits by rule", ["Rule", "#Edits", "#Documents", "#Removed", "Share", "See for yourself"], rules.map(([r, n]) => el("tr", {},
      el("th", { scope: "row" }, el("span", { class: "swatch " + stageClass(r.name), "aria-hidden": "true" }), " ",
        link(href("rule", n), r.name, { title: r.about || undefined })),
      cell(number(r.edits) + (r.flags ? ` (+${number(r.flags)} flagged)` : ""), true), cell(number(r.documents), true), cell(bytes(r.removed + r.changed), true),
      cell(bar([["removed", r.removed, "removed"], ["changed", r.changed, "changed"]], most, `${bytes(r.removed)} removed, ${bytes(r.changed)} changed`)),
      cell(r.sample.length > 0 && link(href("rule", n), [r.edits + r.flags > 50 ? "50 at random" : "All of them", el("span", { class: "unseen" }, ` of ${r.name}`)]))))));
};

const siteSection = () => {
  const sites = [...DATA.sites].sort((a, b) => b.unusual - a.unusual || b.removed / Math.max(1, b.bytes) - a.removed / Math.max(1, a.bytes));
  const rows = (all) => all.map((s) => el("tr", {},
    el("th", { scope: "row" }, link(href("site", siteNumbers.get(s.name)), name(s.name)), s.unusual && el("span", { class: "alarm" }, " unusual loss")),
    cell(number(s.documents), true), cell(bytes(s.bytes), true), cell(percent(s.removed, s.bytes), true),
    cell(bar([["removed", s.removed, "removed"]], s.bytes, `${percent(s.removed, s.bytes)} removed`)), cell(s.troubled ? number(s.troubled) : "", true)));
  return el("section", {}, el("h2", {}, "Sites"),
    DATA.sites.length < DATA.of.sites && el("p", { class: "note" }, `The ${number(DATA.sites.length)} that lost most, of ${number(DATA.of.sites)}.`),
    longTable("Sites, those that lost most first", ["Site", "#Documents", "#Text", "#Removed", "Share", "#Not cleaned"], sites, rows));
};

/// A table whose rows past the thirtieth wait for a click.
const longTable = (caption, heads, items, rows) => {
  const first = table(caption, heads, rows(items.slice(0, 30)));
  const rest = items.slice(30);
  const more = rest.length > 0 && button(`Show ${number(rest.length)} more`, () => {
    first.querySelector("tbody").append(...rows(rest.slice(0, 970)));
    more.remove();
  });
  return el("div", {}, first, more);
};

const encodingSection = () => {
  const all = Object.entries(DATA.encodings).sort((a, b) => b[1] - a[1]);
  const most = Math.max(1, ...all.map(([, n]) => n));
  return el("section", {}, el("h2", {}, "Encodings found"),
    table("Encodings", ["Encoding", "#Documents", "Share"], all.map(([label, n]) => el("tr", {}, el("th", { scope: "row" }, label),
      cell(number(n), true), cell(bar([["", n, "kept"]], most, plural(n, "document", "documents")))))));
};
