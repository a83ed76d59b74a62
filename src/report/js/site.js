// The second layer: a site. And lists of documents, with their filters.

const siteView = (root, n) => {
  const site = DATA.sites[n];
  if (!site) return missing(root);
  const rules = [...site.rules].sort((a, b) => b[2] - a[2]);
  const most = Math.max(1, ...rules.map((r) => r[2]));
  add(root, el("h1", {}, name(site.name)),
    el("section", { class: "figures", "aria-label": "Figures" },
      figure(number(site.documents), site.documents === 1 ? "document" : "documents"), figure(bytes(site.bytes), "of text"),
      figure(percent(site.removed, site.bytes), "removed"), site.troubled > 0 && figure(number(site.troubled), "not fully cleaned")),
    site.unusual && el("p", { class: "note alarm" }, "Its documents lost far more than those of the rest of the corpus. Read some of them."),
    rules.length > 0 && el("section", {}, el("h2", {}, "By rule"),
      table("Edits on this site by rule", ["Rule", "#Edits", "#Bytes", "Share", "Decide"], rules.map(([rule, edits, taken]) => el("tr", {},
        el("th", { scope: "row" }, el("span", { class: "swatch " + stageClass(DATA.rules[rule].name), "aria-hidden": "true" }), " ",
          link(href("rule", rule), DATA.rules[rule].name)),
        cell(number(edits), true), cell(bytes(taken), true), cell(bar([["", taken, "removed"]], most, bytes(taken))),
        cell(decisionButton({ kind: "never", site: site.name, rule: DATA.rules[rule].name }, "Never here")))))),
    site.lines && el("section", {}, el("h2", {}, "Lines that recur"),
      el("p", {}, `Of ${plural(site.surveyed, "document", "documents")} surveyed. Digits are written 0.`),
      table("Lines that recur on this site", ["Line", "#Documents", "#At the top", "#At the bottom"], site.lines.map(([text, all, above, below]) =>
        el("tr", {}, cell(box("span", {}, text)), cell(number(all), true), cell(number(above), true), cell(number(below), true))))));
  add(root, documentSection(documentsBySite.get(site.name) || [], "Documents"));
};

const lower = (text) => text.toLowerCase();
const holds = (doc, words) => lower(doc.id).includes(words) || lower(plainName(doc.id)).includes(words) ||
  doc.text.some((s) => s[0] !== "…" && lower(s[1]).includes(words));

/// A list of documents with its filters: rule, site, status, text.
const documentSection = (all, title) => {
  const body = el("div", {});
  const count = el("p", { role: "status", class: "count" });
  const choose = (label, options) => {
    const node = el("select", { on: { change: fill } }, el("option", { value: "" }, "all"), options.map(([value, text]) => el("option", { value }, text)));
    return [el("label", {}, label + " ", node), node];
  };
  const present = new Set(all.flatMap((n) => [...rulesOf(DATA.documents[n])]));
  const [ruleLabel, rule] = choose("Rule", [...present].sort((a, b) => a - b).map((n) => [n, DATA.rules[n].name]));
  const sites = [...new Set(all.map((n) => siteOf(DATA.documents[n].id)))];
  const [siteLabel, site] = choose("Site", sites.length > 1 ? sites.map((s) => ["/" + s, plainName(s)]) : []);
  const [statusLabel, status] = choose("Status", STATUSES.filter((s) => all.some((n) => DATA.documents[n].status === s)).map((s) => [s, s]));
  const text = el("input", { type: "search", on: { input: () => { clearTimeout(text.wait); text.wait = setTimeout(fill, 150); } } });
  const [orderLabel, order] = choose("Order", [["lost", "most lost first"]]);
  order.options[0].textContent = "by name";
  function fill() {
    const words = lower(text.value.trim());
    const wanted = (doc) => (status.value === "" || doc.status === status.value) && (site.value === "" || "/" + siteOf(doc.id) === site.value) &&
      (rule.value === "" || rulesOf(doc).has(Number(rule.value))) && (words === "" || holds(doc, words));
    const found = all.filter((n) => wanted(DATA.documents[n]));
    if (order.value === "lost") found.sort((a, b) => lost(DATA.documents[b]) - lost(DATA.documents[a]));
    count.textContent = found.length === all.length ? plural(all.length, "document", "documents") : `${number(found.length)} of ${plural(all.length, "document", "documents")}`;
    body.replaceChildren(found.length === 0 ? el("p", {}, "None.") :
      longTable("Documents", ["Document", "Status", "Encoding", "#Text", "#Removed", "Share"], found, (items) => items.map(documentRow)));
  }
  fill();
  return el("section", {}, el("h2", {}, title),
    el("form", { class: "filters", role: "search", "aria-label": "Filter the documents", on: { submit: (e) => e.preventDefault() } },
      ruleLabel, sites.length > 1 && siteLabel, statusLabel, el("label", {}, "Text ", text), orderLabel), count, body);
};

const documentRow = (n) => {
  const doc = DATA.documents[n];
  const [kept, changed, gone] = doc.fate || [0, 0, 0];
  const whole = kept + changed + gone;
  return el("tr", {}, el("th", { scope: "row" }, link(href("document", n), name(doc.id))),
    cell(el("span", { class: "status status-" + doc.status }, doc.status)), cell(doc.decode ? doc.decode.label : ""),
    cell(doc.fate ? bytes(whole) : "", true), cell(doc.fate ? percent(gone, whole) : "", true),
    cell(doc.fate && bar([["", kept, "kept"], ["", changed, "changed"], ["", gone, "removed"]], whole, `${percent(gone, whole)} removed`)));
};
