// The report in a real browser: `node --test` in this folder, after `npm ci`. SCRUBJAY names the program, CHROMIUM the browser.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostile, payloads, root, scrub } from "./corpus.mjs";
import { accessible, go, launch, open, sound } from "./browser.mjs";

let browser, attacked, sample, sampleReport;

before(async () => {
  browser = await launch();
  attacked = hostile();
  sample = mkdtempSync(join(tmpdir(), "scrubjay-sample-"));
  sampleReport = join(sample, "report.html");
  scrub(root, ["report", "-o", sampleReport]);
});

after(async () => {
  await browser?.close();
  for (const place of [attacked, sample]) if (place) rmSync(place, { recursive: true, force: true });
});

const data = (page) => page.evaluate(() => JSON.parse(document.getElementById("data").textContent));

test("no payload in a text, a name or a site runs, or alters the page outside its box", async () => {
  const page = await open(browser, join(attacked, "report.html"));
  const all = await data(page);
  assert.equal(payloads.length, 20);
  assert.equal(all.of.documents, 140);
  await sound(page, "corpus");
  const views = [
    ...all.documents.map((_, n) => `#/document/${n}`),
    ...all.sites.map((_, n) => `#/site/${n}`),
    ...all.rules.map((_, n) => `#/rule/${n}`),
    "#/decisions", "#/document/99999", "#/nowhere/<img src=x onerror=alert(1)>",
  ];
  for (const view of views) {
    await go(page, view);
    await sound(page, view);
    if (view.startsWith("#/document")) {
      await page.keyboard.press("n");
      await page.evaluate(() => document.querySelectorAll(".also").forEach((b, n) => n < 2 && b.click()));
      await page.evaluate(() => [...document.querySelectorAll(".detail button")].slice(0, 2).forEach((b) => b.click()));
    }
  }
  await go(page, "#/decisions");
  await sound(page, "decisions made of payloads");
  // What is exported is read by the program, whatever stood in it.
  writeFileSync(join(attacked, "decisions.toml"), await page.textContent("pre.file"));
  scrub(attacked, ["review"], [0, 1]);
  await page.context().close();
});

test("the text is shown as it is, what cannot be seen by its number", async () => {
  const page = await open(browser, join(attacked, "report.html"));
  const all = await data(page);
  const n = all.documents.findIndex((d) => d.id.endsWith("texts.example/3.txt"));
  await go(page, `#/document/${n}`);
  assert.ok((await page.textContent(".pair")).includes("<img src=x onerror="));
  const turned = all.documents.findIndex((d) => d.id.endsWith("texts.example/16.txt"));
  await go(page, `#/document/${turned}`);
  assert.ok((await page.textContent(".side.raw .unseen-mark")).startsWith("U+20"));
  await page.context().close();
});

for (const theme of ["light", "dark"]) {
  test(`every layer of the sample corpus is accessible, ${theme}`, async () => {
    const page = await open(browser, sampleReport, "#/", { colorScheme: theme });
    const all = await data(page);
    const find = (part) => all.documents.findIndex((d) => d.id.includes(part));
    for (const view of ["#/", `#/document/${find("harbourpost.example")}`, `#/document/${find("alminaa.example")}`, "#/site/0", "#/rule/2", "#/decisions"]) {
      await go(page, view);
      if (view.startsWith("#/document")) await page.keyboard.press("n");
      await sound(page, view);
      await accessible(page, `${view} ${theme}`);
    }
    await page.context().close();
  });
}

test("the page of the sample corpus is small, and its totals are those of the record", async () => {
  assert.ok(statSync(sampleReport).size < 1_000_000, `${statSync(sampleReport).size} bytes`);
  const page = await open(browser, sampleReport);
  const all = await data(page);
  const rows = readFileSync(join(root, "manifests/rows.jsonl"), "utf8").trimEnd().split("\n").map((l) => JSON.parse(l));
  const run = JSON.parse(readFileSync(join(root, "manifests/run.json"), "utf8"));
  assert.equal(all.of.documents, rows.length);
  assert.equal(all.removed, rows.reduce((n, r) => n + (r.fate?.removed || 0), 0));
  assert.deepEqual(all.statuses, run.statuses);
  assert.deepEqual(Object.fromEntries(all.rules.map((r) => [r.name, r.edits + r.flags])), run.rules);
  // Both sides of each document are its texts, byte for byte.
  for (const doc of all.documents.filter((d) => d.fate && !d.shortened)) {
    const side = (without) => doc.text.filter((s) => s[0] !== without).map((s) => s[1]).join("");
    const clean = readFileSync(join(root, "clean", decodeURIComponent(doc.id)), "utf8");
    assert.equal(side("-"), clean, doc.id);
    assert.equal(Buffer.byteLength(side("+")), doc.fate[0] + doc.fate[1] + doc.fate[2], doc.id);
  }
  await page.context().close();
});

test("a sample says that it is one, and the totals stay exact", async () => {
  const path = join(sample, "few.html");
  assert.match(scrub(root, ["report", "-o", path, "--documents", "5"]), /a sample; its totals are of all/);
  const page = await open(browser, path);
  const all = await data(page);
  assert.ok(all.documents.length < all.of.documents);
  assert.match(await page.textContent("main .note"), /All figures are of all 114 documents/);
  scrub(root, ["report", "-o", `${path}.again`, "--documents", "5"]);
  assert.equal(readFileSync(path, "utf8"), readFileSync(`${path}.again`, "utf8"));
  await page.context().close();
});

test("keys go from edit to edit, filters filter, and the colours change", async () => {
  const page = await open(browser, sampleReport, "#/", { colorScheme: "light" });
  const all = await data(page);
  const n = all.documents.findIndex((d) => d.text.length > 8);
  await go(page, `#/document/${n}`);
  const chosen = () => page.textContent(".controls .count");
  await page.keyboard.press("n");
  await page.keyboard.press("n");
  assert.match(await chosen(), /^edit 2 of /);
  await page.keyboard.press("p");
  assert.match(await chosen(), /^edit 1 of /);
  assert.ok(await page.isVisible(".chosen"));
  await go(page, "#/");
  await page.getByLabel("Status").selectOption("quarantined");
  const quarantined = all.documents.filter((d) => d.status === "quarantined").length;
  assert.ok(quarantined > 0);
  assert.match(await page.textContent("p.count"), new RegExp(`^${quarantined} of 114`));
  await page.getByLabel("Status").selectOption("");
  await page.getByLabel("Text", { exact: true }).fill("brindle quay");
  await page.waitForFunction(() => / of 114/.test(document.querySelector("p.count").textContent));
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole("button", { name: "Dark colours" }).click();
  assert.notEqual(await ground(), light);
  await page.context().close();
});

test("fifty random edits of a rule are one click away", async () => {
  const page = await open(browser, sampleReport);
  await page.getByRole("link", { name: "50 at random of headers/site-lines" }).click();
  await page.waitForSelector(".edit-item");
  assert.equal(await page.locator(".edit-item").count(), 50);
  const first = await page.textContent(".edit-item");
  await page.getByRole("button", { name: "Another 50" }).click();
  assert.notEqual(await page.textContent(".edit-item"), first);
  await page.context().close();
});

test("a decision made in the report is kept by the next run", async () => {
  const place = mkdtempSync(join(tmpdir(), "scrubjay-decide-"));
  for (const part of ["raw", "clean", "manifests"]) cpSync(join(root, part), join(place, part), { recursive: true });
  copyFileSync(sampleReport, join(place, "report.html"));
  const page = await open(browser, join(place, "report.html"), "#/", { acceptDownloads: true });
  const all = await data(page);
  const n = all.documents.findIndex((d) => d.id === "harbourpost.example/apprentice-welders.txt");
  await go(page, `#/document/${n}`);
  // A line that two rules had their hands on: repaired, then removed.
  await page.locator("del", { hasText: "Share this: Facebook" }).first().click();
  await page.getByRole("button", { name: "Keep this text" }).click();
  await page.locator(".side.clean", { hasText: "By Petra Lansbury" }).hover();
  await page.locator(".side.clean", { hasText: "By Petra Lansbury" }).getByRole("button").click();
  await page.getByRole("link", { name: "Decisions (2)" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save decisions.toml" }).click()]);
  await download.saveAs(join(place, "decisions.toml"));
  scrub(place, ["clean", "-q"], [0, 1]);
  const clean = readFileSync(join(place, "clean/harbourpost.example/apprentice-welders.txt"), "utf8");
  assert.ok(clean.includes("Share this: Facebook") && !clean.includes("By Petra Lansbury"), clean);
  assert.match(scrub(place, ["review"]), /2 decisions, 0 of which/);
  scrub(place, ["verify", "--level", "replay"]);
  scrub(place, ["check"]);
  await page.context().close();
  rmSync(place, { recursive: true, force: true });
});
