import {
  type ShownPart,
  type ShownReport,
  type ShownSection,
  type ShownVerdict,
  titleOf,
} from '../shown/shown-report.ts';
import { SHOWN_WORDS, type ShownWords } from '../shown/shown-words.ts';
import type { Row } from '../text/text-table.ts';
import { html, Markup } from './markup.ts';
import { PAGE_STYLE, PAGE_STYLE_SHA256 } from './page-style.ts';

/** Nothing may run, load, be sent or change where links lead; the one style is let in by its digest. */
export const PAGE_CONTENT_POLICY = `default-src 'none'; style-src 'sha256-${PAGE_STYLE_SHA256}'; base-uri 'none'; form-action 'none'`;

/** Reports of one language as one page that needs nothing else: no script, no other file, no network. */
export function writeHtml(reports: readonly ShownReport[]): string {
  const language = reports[0]?.language ?? 'ru';
  const words = SHOWN_WORDS[language];
  const title = titleOf(reports, words.title);
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(PAGE_CONTENT_POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(PAGE_STYLE)}</style>
</head>
<body>
<h1>${title}</h1>
<main>
${reports.map((report) => shown(report, words))}</main>
<footer><p>${words.madeBy}</p></footer>
</body>
</html>
`;
  return page.toString();
}

function shown({ head, parts, evidence }: ShownReport, words: ShownWords): Markup {
  return html`<article>
<div class="card">${list(head)}</div>
${parts.map((part) => card(part, words))}${evidence.map(evidenceCard)}</article>
`;
}

function card({ heading, verdict, sections, details }: ShownPart, words: ShownWords): Markup {
  return html`<section class="card">
${heading === undefined ? [] : html`<h2>${heading}</h2>`}
${verdict === undefined ? [] : banner(verdict)}
${sections.map(section)}
${details.length === 0 ? [] : html`<details><summary>${words.details}</summary>${details.map(section)}</details>`}
</section>
`;
}

function evidenceCard({ title = '', rows }: ShownSection): Markup {
  return html`<details class="card"><summary>${title}</summary>${list(rows)}</details>
`;
}

const MARK = { good: '✔', bad: '✖', open: '?' } as const;

function banner({ tone, words, code }: ShownVerdict): Markup {
  return html`<p class="verdict ${tone}"><span aria-hidden="true">${MARK[tone]}</span> <strong>${words}</strong> <code>${code}</code></p>`;
}

function section({ title, rows }: ShownSection): Markup {
  return html`${title === undefined ? [] : html`<h3>${title}</h3>`}${list(rows)}`;
}

function list(rows: readonly Row[]): Markup {
  return html`<dl>${rows.map(([label, text]) => html`<dt>${label}</dt><dd>${withDigests(text)}</dd>`)}</dl>`;
}

/** Digests in small letters of one width, so that each keeps to one line. */
function withDigests(text: string): Markup[] {
  return text
    .split(/([0-9a-f]{40,})/)
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}
