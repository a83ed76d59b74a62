// Which layer is shown, where one is, and the tools at the top.

let keys = {};

const missing = (root) => add(root, el("h1", {}, "Not on this page"), el("p", {}, link("#/", "Back to the corpus")));

const views = { site: siteView, rule: ruleView, document: documentView, decisions: decisionsView };

const trail = (view, n) => {
  const steps = [link("#/", "Corpus")];
  const siteStep = (site) => (siteNumbers.has(site) ? link(href("site", siteNumbers.get(site)), name(site)) : name(site));
  if (view === "site" && DATA.sites[n]) steps.push(name(DATA.sites[n].name));
  if (view === "rule" && DATA.rules[n]) steps.push(DATA.rules[n].name);
  if (view === "document" && DATA.documents[n]) steps.push(siteStep(siteOf(DATA.documents[n].id)), name(DATA.documents[n].id.slice(siteOf(DATA.documents[n].id).length).replace(/^\//, "")));
  if (view === "decisions") steps.push("Decisions");
  document.getElementById("trail").replaceChildren(el("ol", {}, steps.map((s, at) => el("li", { "aria-current": at === steps.length - 1 && "page" }, s))));
};

const showTools = () => {
  const dark = document.documentElement.dataset.theme === "dark" ||
    (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  document.getElementById("tools").replaceChildren(
    link("#/decisions", `Decisions (${decisions.length})`, { class: decisions.length > 0 && "strong" }),
    button(dark ? "Light" : "Dark", () => {
      document.documentElement.dataset.theme = dark ? "light" : "dark";
      showTools();
    }, { "aria-label": dark ? "Light colours" : "Dark colours" }));
};

const show = () => {
  const [, view, n] = location.hash.split("/");
  const root = document.getElementById("main");
  keys = {};
  root.replaceChildren();
  trail(view, Number(n));
  (views[view] || corpusView)(root, Number(n));
  document.title = `${(root.querySelector("h1") || root).textContent} · scrubjay report`;
  showTools();
};

addEventListener("hashchange", () => {
  if (location.hash === "#main") return;
  show();
  scrollTo(0, 0);
  document.getElementById("main").focus({ preventScroll: true });
});
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});
show();
