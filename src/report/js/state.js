// The data, and what is looked up in it.

const DATA = JSON.parse(document.getElementById("data").textContent);
const STAGES = ["normalize", "headers", "chrome", "spam", "review", "tidy"];
const STATUSES = ["unchanged", "cleaned", "duplicate", "held", "quarantined", "failed"];
const SIDES = { "=": "both", "?": "both", "-": "raw", "+": "clean" };

const SAYS = { bom: "said by its byte order mark", utf8: "which is certain", declared: "said by the text itself", detector: "detected", configured: "said by scrubjay.toml" };

const siteOf = (id) => {
  const path = id.split("#")[0];
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
};
const stageOf = (rule) => rule.split("/")[0];
const documentsBySite = new Map();
const documentNumbers = new Map();
const siteNumbers = new Map(DATA.sites.map((site, n) => [site.name, n]));
DATA.documents.forEach((doc, n) => {
  const site = siteOf(doc.id);
  documentNumbers.set(doc.id, n);
  if (!documentsBySite.has(site)) documentsBySite.set(site, []);
  documentsBySite.get(site).push(n);
});

const ruleAbout = (n) => DATA.rules[n].about || "";
const rulesOf = (doc) => new Set(doc.text.filter((s) => s[2] !== undefined && s[0] !== "…").map((s) => s[2]));
const lost = (doc) => (doc.fate ? doc.fate[2] / Math.max(1, doc.fate[0] + doc.fate[1] + doc.fate[2]) : 0);
const stageClass = (rule) => "stage-" + (STAGES.includes(stageOf(rule)) ? stageOf(rule) : "other");
const sampled = () => DATA.documents.length < DATA.of.documents;
const href = (...parts) => "#/" + parts.join("/");
const documentHref = (id) => (documentNumbers.has(id) ? href("document", documentNumbers.get(id)) : null);
