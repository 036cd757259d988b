import { createHash } from 'node:crypto';
import test from 'ava';
import { chromium } from 'playwright-core';
import { testWith } from '../../../test-fixtures/peers/peer-test.ts';
import { HOSTILE, reportedVerdicts } from '../reported.fixture.ts';
import { showVerdict } from '../shown/show-verdict.ts';
import { html, Markup } from './markup.ts';
import { PAGE_STYLE, PAGE_STYLE_SHA256 } from './page-style.ts';
import { writeHtml } from './write-html.ts';

const reported = await reportedVerdicts();
const pages = reported.flatMap(({ name, verdict }) =>
  (['ru', 'en'] as const).map((language) => {
    return { name, language, page: writeHtml([showVerdict(verdict, language)]) };
  }),
);
const pageOf = (name: string, language = 'ru') =>
  pages.find((each) => each.name === name && each.language === language)?.page ?? '';

test('values are escaped, markup is not', (t) => {
  const page = html`<p title="${`"'<&>`}">${`</p><script>`}${new Markup('<b>')}${[html`${1}`]}</p>`;
  t.is(String(page), '<p title="&quot;&#39;&lt;&amp;&gt;">&lt;/p&gt;&lt;script&gt;<b>1</p>');
});

test('the content policy lets in the one style, by its digest', (t) => {
  t.is(createHash('sha256').update(PAGE_STYLE).digest('base64'), PAGE_STYLE_SHA256);
  t.true(pageOf('archived.p7s').includes(`<style>${PAGE_STYLE}</style>`));
});

test('every page is one file: no script, nothing from outside, no inline style', (t) => {
  for (const { name, page } of pages) {
    const tags = [...page.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, tag]) => tag);
    for (const tag of ['script', 'link', 'img', 'iframe', 'object', 'form', 'base', 'svg', 'a']) {
      t.false(tags.includes(tag), `${name}: ${tag}`);
    }
    t.notRegex(page, /<[^>]*\s(?:on\w+|style|src|href)=/i, name);
    t.regex(page, /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; /);
  }
});

test('a page says state, who, when, what was signed and why, in the language asked', (t) => {
  const page = pageOf('archived.p7s');
  for (const said of ['ДЕЙСТВИТЕЛЬНА', 'Кто подписал', 'Когда', 'Что подписано', 'Почему']) {
    t.true(page.includes(said), said);
  }
  t.true(page.includes('contract.pdf, весь файл, 47 байт'));
  const english = pageOf('revoked-by-crl', 'en');
  for (const said of ['CANNOT BE TOLD', 'Who signed', 'When', 'What was signed', 'REVOKED']) {
    t.true(english.includes(said), said);
  }
});

test('a page about time-stamps alone is called so, and speaks of no signer', (t) => {
  const page = pageOf('stamp.tsr');
  t.regex(page, /<h1>Протокол проверки штампа времени<\/h1>/);
  t.regex(page, /<h2>Штамп времени<\/h2>[\s\S]*<strong>ДЕЙСТВИТЕЛЕН</);
  t.notRegex(page, /Кто подписал|Что подписано|ДЕЙСТВИТЕЛЬНА/);
  const verdicts = ['stamp.tsr', 'stamp.tst', 'gost.p7m'].map((name) => {
    const found = reported.find((each) => each.name === name);
    if (found === undefined) throw new RangeError(name);
    return showVerdict(found.verdict, 'ru');
  });
  t.regex(writeHtml(verdicts.slice(0, 2)), /<title>Протокол проверки штампа времени</);
  t.regex(writeHtml(verdicts), /<title>Протокол проверки электронной подписи</);
});

test('digests are set apart, so that each keeps to one line', (t) => {
  const page = pageOf('detached-ec');
  t.regex(page, /<dd>(<code>[0-9a-f]{64}<\/code>)<\/dd>/);
  t.notRegex(page, /<dd>[^<]*[0-9a-f]{40}/);
});

test('names of strangers stay text: no tag, no line, no turn of direction', (t) => {
  const page = pageOf(`${HOSTILE}.p7s`);
  t.true(page.includes('&lt;script&gt;'));
  t.notRegex(page, /[\u202a-\u202e\u2066-\u2069]/);
});

const inChromium = testWith('chromium', 'chromium');
inChromium(
  'in a browser: drawn with its style, nothing asked for, no fault of the policy',
  async (t) => {
    t.timeout(60_000);
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
    try {
      const page = await browser.newPage();
      const asked: string[] = [];
      const faults: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('console', (message) => faults.push(message.text()));
      await page.setContent(pageOf(`${HOSTILE}.p7s`));
      const color = await page
        .locator('.verdict')
        .first()
        .evaluate('getComputedStyle(document.querySelector(".verdict")).color');
      t.is(color, 'rgb(20, 102, 60)');
      t.is(await page.locator('script').count(), 0);
      t.deepEqual([asked, faults], [[], []]);
    } finally {
      await browser.close();
    }
  },
);
