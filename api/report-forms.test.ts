import test from 'ava';
import { bytesSource } from '../formats/byte-source.ts';
import { parseCrl } from '../formats/x509/parse-crl.ts';
import { defaultPolicy } from '../verify/policy/default-policy.ts';
import { validateSignatures } from '../verify/process/validate-signatures.ts';
import { withEveryMember } from '../verify/report/json/with-every-member.ts';
import { withSentences } from '../verify/report/json/with-sentences.ts';
import type { SignatureReport } from '../verify/report/report.ts';
import { formOf } from './client.fixture.ts';
import {
  algorithms,
  documentPart,
  placed,
  sharedEnding,
  sign,
  signaturePart,
  startStage,
} from './service.fixture.ts';

const ending = sharedEnding();
const stage = await startStage(ending);
test.after.always(() => ending.end());

const CONTENT = Buffer.from('Счёт № 7');

async function verified(headers: Record<string, string> = {}, query = '') {
  const { exporter, identities } = stage;
  const signature = await sign(CONTENT, identities.head);
  const parts = [
    { ...signaturePart(signature), name: 'file' },
    { ...documentPart(CONTENT), name: 'content' },
  ];
  const body = formOf(undefined, parts);
  return { signature, ...(await exporter.send('POST', `/v1/verify${query}`, { headers, body })) };
}

/** What asks for a form, the type of the answer, how it begins, and what it says. */
const FORMS: readonly (readonly [
  string,
  Readonly<Record<string, string>>,
  string,
  string,
  RegExp,
])[] = [
  ['nothing', {}, '', 'application/json', /^\{"kind":"signature"/],
  ['application/json', { accept: 'application/json' }, '', 'application/json', /^\{/],
  ['text/html', { accept: 'text/html' }, '', 'text/html', /^<!doctype html>[\s\S]*ДЕЙСТВИТЕЛЬНА/],
  [
    'text/html in English',
    { accept: 'text/html', 'accept-language': 'en' },
    '',
    'text/html',
    /^<!doctype html>[\s\S]*<strong>VALID</,
  ],
  ['application/pdf', { accept: 'application/pdf' }, '', 'application/pdf', /^%PDF-/],
  [
    'application/xml',
    { accept: 'application/xml' },
    '',
    'application/xml',
    /^<\?xml [\s\S]*mainindication:total-passed</,
  ],
  ['an address', {}, '?format=html&lang=en', 'text/html', /<strong>VALID</],
];

for (const [title, headers, query, type, says] of FORMS) {
  test.serial(`/v1/verify answers in the form that is asked for: ${title}`, async (t) => {
    const answer = await verified(headers, query);
    t.is(answer.status, 200);
    t.is(answer.headers.get('content-type')?.split(';')[0], type);
    t.regex(answer.headers.get('vary') ?? '', /Accept(,|$)/);
    t.regex(answer.bytes.toString('utf8'), says);
  });
}

test.serial('the HTML may do nothing, and is drawn with its own style alone', async (t) => {
  const { headers } = await verified({ accept: 'text/html' });
  const policy = headers.get('content-security-policy') ?? '';
  t.regex(policy, /default-src 'none'; style-src 'sha256-[^']+'; .*sandbox/);
  t.notRegex(policy, /unsafe|script-src/);
});

test.serial('the service reports what the verifier reports, member for member', async (t) => {
  const { pki } = stage;
  const { json, signature } = await verified();
  const lists = await Promise.all([pki.crl(), pki.crl(new Date(), { of: 'root' })]);
  const report = await validateSignatures({
    signature: { name: 'file', source: bytesSource(signature) },
    content: { name: 'content', source: bytesSource(CONTENT) },
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [], crls: lists.map(parseCrl), ocspResponses: [] },
    policy: defaultPolicy,
    time: new Date(),
    algorithms,
  });
  const whole: { signatures?: readonly SignatureReport[] } = withSentences(withEveryMember(report));
  const [ours] = whole.signatures ?? [];
  const [theirs] = json['signatures'] as readonly SignatureReport[];
  const own = ['signedContent', 'signatureValue', 'bestSignatureTime', 'certificates'] as const;
  const rest = (each: SignatureReport | undefined) => {
    return Object.entries(each ?? {}).filter(([name]) => !own.some((member) => member === name));
  };
  t.deepEqual(rest(theirs), JSON.parse(JSON.stringify(rest(ours))));
  t.deepEqual(Object.keys(theirs ?? {}), Object.keys(ours ?? {}));
  t.is(theirs?.signedContent[0]?.digest, ours?.signedContent[0]?.digest);
  t.is(theirs?.signatureValue?.sha256, ours?.signatureValue?.sha256);
});

test.serial('the report that was kept at intake is given in each form too', async (t) => {
  const { exporter, identities } = stage;
  const { documentId } = await placed(exporter, identities.head, 'Договор № 41');
  const report = `/v1/documents/${documentId}/versions/1/signatures/1/report`;
  const json = await exporter.get(report);
  t.like(json.json, { kind: 'signature', signatures: [{ indication: 'TOTAL-PASSED' }] });
  const pdf = await exporter.get(`${report}?format=pdf&lang=en`);
  t.is(pdf.bytes.subarray(0, 5).toString(), '%PDF-');
  t.regex(pdf.headers.get('content-disposition') ?? '', /^attachment; .*\.pdf/);
  const html = await exporter.get(report, { accept: 'text/html' });
  t.regex(html.bytes.toString(), /ДЕЙСТВИТЕЛЬНА/);
});
