// The third layer: a document, as it was and as it is, side by side.

/// The document's segments as rows of two cells; a row ends where a kept line does, or a line that has no partner.
const rowsOf = (doc) => {
  const rows = [];
  let left = [], right = [], edited = false;
  const flush = () => {
    if (left.length > 0 || right.length > 0) rows.push({ left, right, edited });
    [left, right, edited] = [[], [], false];
  };
  doc.text.forEach((segment, n) => {
    const [mark, text] = segment;
    if (mark === "…") {
      const side = SIDES[segment[2]];
      const gap = { gap: text };
      if (side !== "clean") left.push(gap);
      if (side !== "raw") right.push(gap);
      if (side === "both") flush();
      return;
    }
    for (const line of text.split(/(?<=\n)/)) {
      const part = { mark, line, segment: n };
      const ends = line.endsWith("\n");
      if (mark !== "=") edited = true;
      if (mark !== "+") left.push(part);
      if (mark !== "-") right.push(part);
      if (ends && (SIDES[mark] === "both" || (mark === "-" && right.length === 0) || (mark === "+" && left.length === 0))) flush();
    }
  });
  flush();
  return rows;
};

const marks = { "-": "del", "+": "ins", "?": "mark" };
const said = { "-": "removed by", "+": "put in by", "?": "flagged and kept by" };

/// One side of a row. Each edit is a stop for the keyboard; its rule and evidence are its title.
const side = (doc, parts, which) => {
  const node = el("div", { class: "side text " + which, dir: "auto" });
  for (const part of parts) {
    if (part.gap !== undefined) {
      node.append(el("span", { class: "gap" }, `… ${number(part.gap)} characters not on this page …`));
      continue;
    }
    if (part.mark === "=") {
      write(node, part.line.replace(/\n$/, ""));
      continue;
    }
    const [, text, rule, evidence] = doc.text[part.segment];
    const title = `${DATA.rules[rule].name}: ${ruleAbout(rule)}${evidence ? " " + evidence : ""}`;
    const shown = part.line === "\n" ? "⏎" : part.line.replace(/\n$/, "");
    const mark = el(marks[part.mark], { class: "edit " + stageClass(DATA.rules[rule].name), title, "data-segment": part.segment });
    node.append(write(mark, shown, true));
  }
  return node;
};

const documentView = (root, n) => {
  const doc = DATA.documents[n];
  if (!doc) return missing(root);
  const [kept, changed, gone, put] = doc.fate || [0, 0, 0, 0];
  const whole = kept + changed + gone;
  const grid = el("div", { class: "pair", role: "group", "aria-label": "The document, raw and clean" });
  const detail = el("aside", { class: "detail", "aria-label": "The chosen edit" });
  add(root, el("h1", {}, name(doc.id)),
    el("p", { class: "run" }, el("span", { class: "status status-" + doc.status }, doc.status),
      doc.decode && ` · ${doc.decode.label}, ${SAYS[doc.decode.by] || doc.decode.by}${doc.decode.confidence < 1000 ? `, certain to ${doc.decode.confidence / 10}\u202f%` : ""}`,
      doc.fate && ` · ${bytes(kept)} kept, ${bytes(changed)} changed, ${bytes(gone)} removed (${percent(gone, whole)}), ${bytes(put)} put in`),
    doc.why && box("p", { class: "note" }, doc.why));
  if (doc.text.length === 0) {
    add(root, el("p", {}, doc.fate ? "An empty text." : "There is no text to show."));
    return;
  }
  const rules = [...rulesOf(doc)].sort((a, b) => a - b);
  const rows = rowsOf(doc);
  const stops = stopsOf(doc);
  let only = false;
  const fill = () => {
    grid.replaceChildren(el("div", { class: "side-head" }, "Raw, as decoded"), el("div", { class: "side-head" }, "Clean"));
    let skipped = 0;
    const gap = () => { if (skipped > 0) grid.append(el("div", { class: "skipped" }, `${plural(skipped, "line", "lines")} kept`)); skipped = 0; };
    rows.forEach((row, at) => {
      if (only && !row.edited && !(rows[at - 1] && rows[at - 1].edited) && !(rows[at + 1] && rows[at + 1].edited)) { skipped += 1; return; }
      gap();
      grid.append(side(doc, row.left, "raw"), cleanSide(doc, row));
    });
    gap();
  };
  const toggle = button("Only what changed", () => { only = !only; toggle.setAttribute("aria-pressed", only); fill(); }, { "aria-pressed": false });
  const count = el("span", { class: "count", role: "status" }, plural(stops.length, "edit", "edits"));
  add(root, el("div", { class: "controls" },
    button("Previous edit (p)", () => step(-1), { accesskey: "p" }), button("Next edit (n)", () => step(1), { accesskey: "n" }), count, toggle),
    rules.length > 0 && el("ul", { class: "legend chips" }, rules.map((r) => el("li", {}, el("span", { class: "swatch " + stageClass(DATA.rules[r].name), "aria-hidden": "true" }), " ",
      link(href("rule", r), DATA.rules[r].name, { title: ruleAbout(r) || undefined })))),
    doc.shortened && el("p", { class: "note" }, "A long document: the middle of long stretches is left out here."), detail, grid);
  fill();
  let at = -1;
  const choose = (index) => {
    at = index;
    const segments = stops[at];
    grid.querySelectorAll(".chosen").forEach((node) => node.classList.remove("chosen"));
    const nodes = segments.flatMap((segment) => [...grid.querySelectorAll(`[data-segment="${segment}"]`)]);
    nodes.forEach((node) => node.classList.add("chosen"));
    if (nodes[0]) nodes[0].scrollIntoView({ block: "center" });
    const [mark, text, rule, evidence, took] = doc.text[segments[0]];
    const { name: ruleName } = DATA.rules[rule];
    // Of what is shortened here, the text that a decision would need is not on the page.
    const whole = mark === "-" && (took || !doc.text.some((s, n) => s[0] === "…" && segments.includes(n - 1)));
    count.textContent = `edit ${at + 1} of ${stops.length}`;
    detail.replaceChildren(el("p", {}, el("span", { class: "swatch " + stageClass(ruleName), "aria-hidden": "true" }), " ",
      el("strong", {}, toldOf(doc, segments)), link(href("rule", rule), ruleName), ". ", ruleAbout(rule), evidence && ` ${evidence}`),
      el("p", {}, editDecisions(doc.id, ruleName, whole ? took || text : "")));
    tell(`Edit ${at + 1} of ${stops.length}: ${toldOf(doc, segments)}${ruleName}: ${text.slice(0, 200)}`);
  };
  const step = (by) => { if (stops.length > 0) choose((at + by + stops.length + (at < 0 && by < 0 ? 1 : 0)) % stops.length); };
  grid.addEventListener("click", (event) => {
    const node = event.target.closest("[data-segment]");
    if (node) choose(stops.findIndex((segments) => segments.includes(Number(node.dataset.segment))));
  });
  keys = { n: () => step(1), p: () => step(-1) };
};

/// The edits of a document as lists of segments: what went and what came in its place are one.
const stopsOf = (doc) => {
  const stops = [];
  doc.text.forEach((segment, at) => {
    if (segment[2] === undefined || segment[0] === "…") return;
    const last = stops[stops.length - 1];
    const before = doc.text[at - 1];
    const replaces = segment[0] === "+" && before && before[0] === "-" && before[2] === segment[2];
    const goesOn = before && before[0] === "…" && before[2] === segment[0] && doc.text[at - 2] && doc.text[at - 2][2] === segment[2];
    if (last && (replaces || goesOn)) last.push(at);
    else stops.push([at]);
  });
  return stops;
};

/// What an edit did, in words.
const toldOf = (doc, segments) => {
  const marks = segments.map((at) => doc.text[at][0]);
  const length = (mark) => segments.filter((at) => doc.text[at][0] === mark).reduce((n, at) => n + [...doc.text[at][1]].length, 0);
  const went = plural(length("-"), "character", "characters");
  if (marks.includes("-") && marks.includes("+")) return `${went} became ${number(length("+"))}, by `;
  return `${plural(length(marks[0]), "character", "characters")} ${said[marks[0]]} `;
};

/// The clean side has a button at each line: what a person finds there may go as well.
const cleanSide = (doc, row) => {
  const node = side(doc, row.right, "clean");
  const line = row.right.map((part) => part.line || "").join("").trim();
  const whole = row.right.every((part) => part.gap === undefined);
  if (!isBlank(line) && whole && !line.includes("\n")) {
    const decision = removeDecision(doc.id, line);
    const mark = () => node.classList.toggle("to-go", decided(decision));
    const press = button("✕", () => { decide(decision); mark(); press.setAttribute("aria-pressed", decided(decision)); },
      { class: "also", title: "Also remove this line", "aria-label": "Also remove this line", "aria-pressed": decided(decision) });
    node.append(press);
    mark();
  }
  return node;
};
