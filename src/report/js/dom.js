// Elements and text nodes; no string is ever read as HTML.

const el = (tag, props, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") Object.entries(value).forEach(([event, run]) => node.addEventListener(event, run));
    else if (name === "style") Object.entries(value).forEach(([k, v]) => node.style.setProperty(k, v));
    else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  return add(node, ...children);
};

/// Appends what is there; what is absent, or false, is left out.
const add = (node, ...children) => {
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
};

const svg = (tag, props) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.entries(props).forEach(([name, value]) => node.setAttribute(name, String(value)));
  return node;
};

// Characters that nobody sees, or that turn the text round them: shown by name, so that they can neither hide nor steer.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
const isBlank = (text) => text.replace(UNSEEN, "").trim() === "";
const code = (c) => "U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");

/// Appends text to a node, what cannot be seen made visible. Blanks at the end of a line are marked when `blanks`.
const write = (node, text, blanks) => {
  let from = 0;
  const pattern = blanks ? /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u00a0\u202f]|[ \t]+(?=\n|$)/g : UNSEEN;
  for (const found of text.matchAll(pattern)) {
    if (found.index > from) node.append(text.slice(from, found.index));
    const shown = found[0];
    const label = /^[ \t]+$/.test(shown) ? "·".repeat(Math.min(shown.length, 40)) : code(shown);
    node.append(el("span", { class: "unseen-mark" }, label));
    from = found.index + shown.length;
  }
  if (from < text.length) node.append(text.slice(from));
  return node;
};

/// A box round text of a document: its own direction, and nothing of it reaches out of the box.
const box = (tag, props, text, blanks) => write(el(tag, { dir: "auto", ...props, class: "text " + (props.class || "") }), text, blanks);

/// An id or a site as a person reads it.
const name = (id) => {
  let plain = id;
  try {
    plain = decodeURIComponent(id);
  } catch {
    plain = id;
  }
  return write(el("bdi", { class: "name" }), plain === "" ? "(top folder)" : plain);
};
const plainName = (id) => name(id).textContent;

const button = (label, run, props) => el("button", { type: "button", on: { click: run }, ...(props || {}) }, label);
const link = (href, children, props) => el("a", { href, ...(props || {}) }, children);

const number = (n) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
const bytes = (n) => {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let at = 0;
  let value = n;
  while (value >= 10000 && at < units.length - 1) [value, at] = [value / 1000, at + 1];
  return `${number(Math.round(value))}\u202f${units[at]}`;
};
const percent = (part, whole) => (whole > 0 ? `${((part * 100) / whole).toFixed(1)}\u202f%` : "–");
const plural = (n, one, many) => `${number(n)} ${n === 1 ? one : many}`;
const tell = (text) => {
  document.getElementById("told").textContent = text;
};
