// What a person decides here: held in the page, and exported as decisions.toml for the next `scrubjay clean`.

const decisions = [];
const sameDecision = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const decided = (decision) => decisions.some((d) => sameDecision(d, decision));

const decide = (decision) => {
  const at = decisions.findIndex((d) => sameDecision(d, decision));
  if (at >= 0) decisions.splice(at, 1);
  else decisions.push(decision);
  tell(`${at >= 0 ? "Decision taken back" : "Decided"}; ${plural(decisions.length, "decision", "decisions")} so far`);
  showTools();
};

const keepDecision = (id, text) => ({ kind: "keep", document: id, text });
const removeDecision = (id, text) => ({ kind: "remove", document: id, text });
const neverDecision = (id, rule) => ({ kind: "never", site: siteOf(id), rule });

/// A button that makes a decision, and takes it back.
const decisionButton = (decision, label) => {
  const node = button(label, () => {
    decide(decision);
    node.setAttribute("aria-pressed", decided(decision));
  }, { class: "decide", "aria-pressed": decided(decision) });
  return node;
};

/// What can be decided about an edit.
const editDecisions = (id, rule, text) =>
  el("span", { class: "decisions" },
    text && !isBlank(text) && stageOf(rule) !== "tidy" && decisionButton(keepDecision(id, text), "Keep this text"),
    decisionButton(neverDecision(id, rule), "Never this rule on this site"));

const tomlString = (text) =>
  '"' + text.replace(/["\\\u0000-\u001f\u007f]/g, (c) =>
    ({ '"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r" })[c] || "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0")) + '"';

const toml = () => {
  const lines = [
    "# Decisions about this corpus. The next `scrubjay clean` reads this file beside scrubjay.toml, and its record says so.",
    `# Made in the report of the run ${DATA.run.sha256}.`,
  ];
  for (const { kind, ...fields } of decisions) {
    lines.push("", `[[${kind}]]`);
    for (const [key, value] of Object.entries(fields)) lines.push(`${key} = ${tomlString(value)}`);
  }
  return lines.join("\n") + "\n";
};

const describe = (d) =>
  d.kind === "never"
    ? el("span", {}, "Never ", el("code", {}, d.rule), " on ", name(d.site))
    : el("span", {}, d.kind === "keep" ? "Keep in " : "Also remove from ", name(d.document), ": ", box("q", {}, d.text.trim().slice(0, 160)));

const decisionsView = (root) => {
  add(root, el("h1", {}, "Decisions"));
  if (decisions.length === 0) {
    add(root, el("p", {}, "None so far. In a document, choose an edit to keep its text, or a clean line to remove it as well."));
    return;
  }
  add(root,
    el("p", {}, "Save the file beside scrubjay.toml and run ", el("code", {}, "scrubjay clean"), " again. ",
      el("code", {}, "scrubjay review"), " says which decisions still match something."),
    el("ul", { class: "plain" }, decisions.map((d) => el("li", {}, describe(d), " ",
      button("Take back", () => { decide(d); show(); }, { "aria-label": "Take back: " + describe(d).textContent })))),
    el("p", {}, button("Save decisions.toml", save, { class: "strong" })),
    el("h2", { id: "as-text" }, "The file"),
    el("pre", { class: "file", tabindex: 0, "aria-labelledby": "as-text" }, toml()));
};

const save = () => {
  const url = URL.createObjectURL(new Blob([toml()], { type: "text/plain" }));
  el("a", { href: url, download: "decisions.toml" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
  tell("decisions.toml saved");
};
