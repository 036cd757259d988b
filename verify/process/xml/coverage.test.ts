import { createHash } from 'node:crypto';
import test from 'ava';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { sideBySide } from '../../../algorithms/web-crypto/ecdsa-value.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { type CanonicalForm, canonicalize } from '../../../formats/xml/canonicalize.ts';
import { parseXml } from '../../../formats/xml/parse-xml.ts';
import { SMEV_TRANSFORM, smevTransform } from '../../../formats/xml/smev-transform.ts';
import { createPki } from '../../../test-fixtures/pki/create-pki.ts';
import { head } from '../../../test-fixtures/pki/subjects.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { validateSignatures } from '../validate-signatures.ts';
import { BASE64, DSIG, ENVELOPED, EXCLUSIVE, XPATH } from './algorithm-names.ts';

// FULL is told only where nothing is left that nobody signed: each rule beside its twin that is FULL.

const NOW = new Date('2026-11-20T12:00:00Z');
const algorithms = algorithmsOf([nodeCrypto]);
const pki = await createPki({ now: NOW });
const crls = [parseCrl(await pki.crl(NOW)), parseCrl(await pki.crl(NOW, { of: 'root' }))];
const signer = await pki.issue({ subject: head });

const octets = (text: string) => new TextEncoder().encode(text);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const digest = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('base64');

function canonical(text: string, method: CanonicalForm['method'] = 'exclusive-1.0'): Uint8Array {
  const parts: Uint8Array[] = [];
  const form = { method, comments: false };
  canonicalize({ document: parseXml(octets(text)) }, form, (part) => parts.push(part));
  return Buffer.concat(parts);
}

function smev(text: string): Uint8Array {
  const parts: Uint8Array[] = [];
  smevTransform(parseXml(octets(text)).root, (part) => parts.push(part));
  return Buffer.concat(parts);
}

const transform = (algorithm: string, inner = '') =>
  `<ds:Transform Algorithm="${algorithm}">${inner}</ds:Transform>`;
const WITHOUT = transform(XPATH, '<ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath>');

function reference(uri: string, transforms: readonly string[], value: string): string {
  const list = transforms.map((each) => (each.startsWith('<') ? each : transform(each))).join('');
  return (
    `<ds:Reference URI="${uri}"><ds:Transforms>${list}</ds:Transforms>` +
    '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>' +
    `<ds:DigestValue>${value}</ds:DigestValue></ds:Reference>`
  );
}

/** As the holder of the key would make it, over whatever references. */
async function signature(references: string, objects = ''): Promise<string> {
  const info =
    `<ds:SignedInfo xmlns:ds="${DSIG}">` +
    `<ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"></ds:CanonicalizationMethod>` +
    '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256">' +
    `</ds:SignatureMethod>${references}</ds:SignedInfo>`;
  const value = sideBySide(await signer.key.sign(octets(info)), 32) ?? new Uint8Array();
  const certificates = [signer.certificate, ...signer.chain]
    .map(({ der }) => `<ds:X509Certificate>${base64(der)}</ds:X509Certificate>`)
    .join('');
  return (
    `<ds:Signature xmlns:ds="${DSIG}">${info}<ds:SignatureValue>${base64(value)}</ds:SignatureValue>` +
    `<ds:KeyInfo><ds:X509Data>${certificates}</ds:X509Data></ds:KeyInfo>${objects}</ds:Signature>`
  );
}

async function judge(document: string, content?: string) {
  const { signatures } = await validateSignatures({
    signature: { name: 'invoice.xml', source: bytesSource(octets(document)) },
    ...(content === undefined
      ? {}
      : { content: { name: 'content', source: bytesSource(octets(content)) } }),
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [], crls, ocspResponses: [] },
    policy: defaultPolicy,
    time: NOW,
    algorithms,
  });
  return signatures[0];
}

const BODY = '<i xmlns="urn:i"><s>1</s></i>';
const PAID = '<p xmlns="urn:p">999999</p>';
const inBody = (signed: string) => BODY.replace('</i>', `${signed}</i>`);

const enveloped = inBody(await signature(reference('', [ENVELOPED, EXCLUSIVE], digest(BODY))));
const smevSigned = inBody(
  await signature(reference('', [ENVELOPED, EXCLUSIVE, SMEV_TRANSFORM], digest(smev(BODY)))),
);
const OBJECT = `<ds:Object xmlns:ds="${DSIG}" Id="o">QUJD</ds:Object>`;
const enveloping = await signature(reference('#o', [BASE64], digest('ABC')), OBJECT);
const CHILD = '<i xmlns="urn:i" Id="i">1</i>';
const aroundChild = await signature(
  reference('#i', [EXCLUSIVE], digest(canonical(CHILD))),
  `<ds:Object>${CHILD}</ds:Object>`,
);
const overContent = await signature(reference('content', [SMEV_TRANSFORM], digest(smev(BODY))));

/** What was added, the document that is FULL, and what it becomes, with content beside it. */
const added: readonly (readonly [string, string, string, string?, string?])[] = [
  [
    'an Object in the signature itself',
    enveloped,
    enveloped.replace('</ds:Signature>', `<ds:Object>${PAID}</ds:Object></ds:Signature>`),
  ],
  [
    'what is not of XML Signature in KeyInfo, which the transform takes out with the signature',
    enveloped,
    enveloped.replace('</ds:KeyInfo>', `${PAID}</ds:KeyInfo>`),
  ],
  [
    'the same deeper in KeyInfo of a signature that is the root',
    enveloping,
    enveloping.replace('</ds:X509Data>', `${PAID}</ds:X509Data>`),
  ],
  [
    'a processing instruction, which the transform of SMEV takes away',
    smevSigned,
    smevSigned.replace('</s>', '</s><?xml-stylesheet href="other"?>'),
  ],
  [
    'a processing instruction before the root, under the transform of SMEV',
    smevSigned,
    `<?xml-stylesheet href="other"?>${smevSigned}`,
  ],
  [
    'markup in an Object of which the base64 transform takes the text',
    enveloping,
    enveloping.replace('QUJD', '<c xmlns="urn:c" sum="999999">QUJD</c>'),
  ],
  [
    'a processing instruction beside the signed child of an Object',
    aroundChild,
    aroundChild.replace('<ds:Object><i', '<ds:Object><?sum 999999?><i'),
  ],
  [
    'a processing instruction in content, under the transform of SMEV',
    overContent,
    overContent,
    BODY,
    BODY.replace('</s>', '</s><?sum 999999?>'),
  ],
];

for (const [what, document, changed, content, changedContent] of added) {
  test(`coverage is PARTIAL with ${what}`, async (t) => {
    const before = await judge(document, content);
    t.deepEqual([before?.indication, before?.coverage], ['TOTAL-PASSED', 'FULL']);
    t.is((await judge(changed, changedContent))?.coverage, 'PARTIAL');
  });
}

test('content of which signatures are left out is never FULL: anything may stand in one', async (t) => {
  const value = digest(canonical(BODY, 'inclusive-1.0'));
  const signed = await signature(reference('content', [WITHOUT], value));
  const hidden = `<Signature xmlns="${DSIG}"><Object>${PAID}</Object></Signature>`;
  const report = await judge(signed, BODY.replace('</i>', `${hidden}</i>`));
  t.is(report?.indication, 'TOTAL-PASSED');
  t.is(report?.coverage, 'PARTIAL');
});

// XML Signature 1.1 §6.6.4: the expression is false for all that stands in the signature.
for (const [name, cut] of [
  ['enveloped-signature', ENVELOPED],
  ['XPath', WITHOUT],
] as const) {
  test(`${name} over what stands in the signature leaves nothing, and is not judged`, async (t) => {
    const object = `<ds:Object xmlns:ds="${DSIG}" Id="o">1</ds:Object>`;
    const value = digest(canonical(object));
    const whole = await signature(reference('#o', [EXCLUSIVE], value), object);
    t.is((await judge(whole))?.indication, 'TOTAL-PASSED');
    const report = await judge(await signature(reference('#o', [cut, EXCLUSIVE], value), object));
    t.is(report?.reason.code, 'xml-not-supported');
  });
}

test('what one transform hands to the next is limited as what is digested', async (t) => {
  t.timeout(20_000);
  const long = `<r xmlns:a="urn:${'x'.repeat(300_000)}">${'<a:b/>'.repeat(10_000)}</r>`;
  const signed = await signature(reference('', [ENVELOPED, EXCLUSIVE, EXCLUSIVE], 'AAAA'));
  const report = await judge(long.replace('</r>', `${signed}</r>`));
  t.is(report?.reason.code, 'xml-over-limit');
});

test('signatures in signatures cost one walk, and too many of them none', async (t) => {
  t.timeout(20_000);
  const signed = await signature(reference('', [WITHOUT, EXCLUSIVE], 'AAAA').repeat(30));
  const nested = (depth: number) =>
    `<r xmlns:ds="${DSIG}">${signed}${'<ds:Signature>'.repeat(depth)}${'<ds:X></ds:X>'.repeat(20_000)}` +
    `${'</ds:Signature>'.repeat(depth)}</r>`;
  t.is((await judge(nested(120)))?.subIndication, 'HASH_FAILURE');
  await t.throwsAsync(judge(nested(200)), { instanceOf: FormatError });
});
