// Edits of one rule, fifty at random: how one learns to trust it, or not.

/// A piece of text, or its two ends with the number of characters between them.
const piece = (tag, props, text) => {
  if (typeof text === "string") return box(tag, props, text.trim() === "" ? text.replace(/\n/g, "⏎") : text, true);
  const node = box(tag, props, text[0], true);
  node.append(el("span", { class: "gap" }, ` … ${number(text[1])} characters … `));
  return write(node, text[2], true);
};
const wholeText = (text) => (typeof text === "string" ? text : null);

const editItem = (rule, [id, before, old, put, after, flagged, evidence]) => {
  const target = documentHref(id);
  const kind = stageClass(rule);
  // The newline of a whole line is not shown as a line of its own.
  const ends = typeof old === "string" && old.endsWith("\n") && old.trim() !== "";
  return el("li", { class: "edit-item" },
    el("p", { class: "where" }, target ? link(target, name(id)) : name(id), evidence && el("span", { class: "evidence" }, " " + evidence)),
    el("p", { class: "context text", dir: "auto" }, box("span", { class: "around" }, before.slice(before.lastIndexOf("\n", before.length - 2) + 1)),
      old.length > 0 && piece(flagged ? "mark" : "del", { class: kind }, ends ? old.slice(0, -1) : old),
      put.length > 0 && piece("ins", { class: kind }, put), ends && "\n",
      box("span", { class: "around" }, after.split("\n").slice(0, 2).join("\n"))),
    wholeText(old) !== null && !flagged && editDecisions(id, rule, old));
};

const ruleView = (root, n) => {
  const rule = DATA.rules[n];
  if (!rule) return missing(root);
  const list = el("ol", { class: "plain" });
  const shown = el("p", { role: "status" });
  let from = 0;
  const filter = el("input", { type: "search", on: { input: () => { from = 0; fill(); } } });
  const sites = [...new Set(rule.sample.map((e) => siteOf(e[0])))].sort();
  const site = el("select", { on: { change: () => { from = 0; fill(); } } }, el("option", { value: "" }, "all"), sites.map((s) => el("option", { value: "/" + s }, plainName(s))));
  const next = button("Another 50", () => { from += 50; fill(); root.querySelector("h1").focus(); });
  const flat = (text) => (typeof text === "string" ? text : text[0] + text[2]);
  const fill = () => {
    const words = lower(filter.value.trim());
    const found = rule.sample.filter((e) => (site.value === "" || "/" + siteOf(e[0]) === site.value) && (words === "" || lower(flat(e[2]) + flat(e[3])).includes(words)));
    if (from >= found.length) from = 0;
    const some = found.slice(from, from + 50);
    list.replaceChildren(...some.map((e) => editItem(rule.name, e)));
    const all = rule.edits + rule.flags;
    shown.textContent = found.length === 0 ? "None." : found.length === all && some.length === all ? `All ${number(all)}.` :
      `${number(from + 1)} to ${number(from + some.length)} of ${number(found.length)} drawn at random from ${number(all)}.`;
    next.hidden = found.length <= 50;
  };
  fill();
  add(root, el("h1", { tabindex: -1 }, el("span", { class: "swatch " + stageClass(rule.name), "aria-hidden": "true" }), " " + rule.name),
    rule.about && el("p", { class: "about" }, rule.about),
    el("section", { class: "figures", "aria-label": "Figures" }, figure(number(rule.edits), "edits"), figure(number(rule.documents), rule.documents === 1 ? "document" : "documents"),
      figure(bytes(rule.removed), "removed"), rule.changed > 0 && figure(bytes(rule.changed), "changed"), rule.flags > 0 && figure(number(rule.flags), "flagged and kept")),
    el("form", { class: "filters", role: "search", "aria-label": "Filter the edits", on: { submit: (e) => e.preventDefault() } },
      sites.length > 1 && el("label", {}, "Site ", site), el("label", {}, "Text ", filter)),
    shown, list, next);
};
