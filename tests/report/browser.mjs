// The browser, as the tests start it; and what every page of the report must be.

import { chromium } from "playwright-core";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import assert from "node:assert/strict";

export const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

/// Opens a report, and notes whatever it should not do.
export const open = async (browser, path, hash = "#/", options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(`error: ${error.message}`));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && page.faults.push(`console: ${message.text()}`));
  page.on("dialog", (dialog) => (page.faults.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("request", (request) => /^(file|blob):/.test(request.url()) || page.faults.push(`request: ${request.url()}`));
  page.on("popup", () => page.faults.push("popup"));
  await page.addInitScript(() => {
    window.violations = [];
    addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
  });
  await page.goto(`file://${path}${hash}`);
  await page.waitForSelector("main h1");
  return page;
};

export const go = async (page, hash) => {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.waitForFunction(() => document.querySelector("main h1"));
};

/// Nothing ran, nothing was fetched, nothing is there that the page did not make, nothing reaches out of its place.
export const sound = async (page, where) => {
  const state = await page.evaluate(() => {
    const known = new Set("HTML HEAD META TITLE STYLE BODY A HEADER NAV OL LI DIV MAIN P H1 H2 SECTION UL SPAN SVG RECT TABLE CAPTION THEAD TBODY TR TH TD CODE BDI FORM LABEL SELECT OPTION INPUT BUTTON DEL INS MARK Q PRE ASIDE STRONG NOSCRIPT SCRIPT".split(" "));
    const all = [...document.querySelectorAll("*")];
    const header = document.querySelector("header.top").getBoundingClientRect();
    return {
      pwned: window.pwned,
      violations: window.violations,
      foreign: all.filter((e) => !known.has(e.tagName.toUpperCase())).map((e) => e.tagName),
      handlers: all.flatMap((e) => [...e.attributes]).filter((a) => /^on/i.test(a.name)).map((a) => a.name),
      links: all.flatMap((e) => ["href", "src", "action"].map((n) => e.getAttribute(n))).filter((v) => v && !v.startsWith("#")),
      scripts: document.querySelectorAll("script").length,
      styles: document.querySelectorAll("style").length,
      header: [header.top, header.left, header.width === innerWidth || header.width === document.documentElement.clientWidth, header.height < 100],
      sideways: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    };
  });
  assert.deepEqual(state, { pwned: undefined, violations: [], foreign: [], handlers: [], links: [], scripts: 2, styles: 1, header: [0, 0, true, true], sideways: false }, where);
  assert.deepEqual(page.faults, [], where);
};

/// No finding of axe.
export const accessible = async (page, where) => {
  // axe is the tester's: it comes in beside the page's own policy.
  const findings = await page.evaluate(async (source) => {
    if (!window.axe) (0, eval)(source);
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
  }, axeSource);
  assert.deepEqual(findings, [], where);
};
