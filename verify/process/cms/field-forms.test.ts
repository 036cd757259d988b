// Forms that stray from the standard without a doubt about what was signed, as signers in the field write them:
// each passes with a warning, beside a twin that strays one step further and does not.
import { createPrivateKey, sign } from 'node:crypto';
import test from 'ava';
import { nullValue, octetString, oid, raw, sequence } from '../../../formats/asn1/encode.ts';
import { indefinite } from '../../../formats/asn1/indefinite.fixture.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { TAG } from '../../../formats/asn1/tags.ts';
import { encodeSignedAttributes } from '../../../formats/cms/encode-signed-data.ts';
import type { SignatureReport } from '../../report/report.ts';
import {
  attribute,
  CONTENT,
  type Craft,
  contentType,
  craft,
  digestOf,
  GOOD,
  judge,
  messageDigest,
  ownReference,
  pki,
  reference,
  signer,
  signingTime,
} from './crafted.fixture.ts';

const remarks = (report: SignatureReport) =>
  report.warnings.flatMap(({ code, facts }) =>
    code === 'encoding-remark' ? [facts?.['remark']] : [],
  );

const ascii = (text: string) => new TextEncoder().encode(text);
function signedAt(tag: number, text: string): Craft {
  const others = GOOD.filter((each) => each.oid !== OID.signingTime);
  return { attributes: [...others, attribute(OID.signingTime, raw(tag, ascii(text)))] };
}

for (const [title, tag, text] of [
  ['an offset from UTC', TAG.utcTime, '260301060000-0400'],
  ['an offset of minutes', TAG.utcTime, '260301153000+0530'],
  ['no seconds', TAG.utcTime, '2603011000Z'],
  ['an offset from UTC, of four digits for the year', TAG.generalizedTime, '20260301130000+0300'],
  ['an offset of whole hours', TAG.generalizedTime, '20260301130000+03'],
  ['no seconds, of four digits for the year', TAG.generalizedTime, '202603011000Z'],
  ['a fraction that ends in zeros', TAG.generalizedTime, '20260301100000.000Z'],
  ['a comma before the fraction', TAG.generalizedTime, '20260301100000,0Z'],
] as const) {
  test(`RFC 5652 §11.3: a signing time with ${title} is the moment that it names, with a warning`, async (t) => {
    const report = await judge(await craft(signedAt(tag, text)));
    t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
    t.is(report.claimedSigningTime, '2026-03-01T10:00:00.000Z');
    t.deepEqual(remarks(report), ['signing-time not in DER']);
  });
}

for (const [title, tag, text] of [
  ['in local time names no moment', TAG.generalizedTime, '20260301100000'],
  ['with an offset that is none', TAG.utcTime, '260301100000-2460'],
  ['with an offset cut short', TAG.utcTime, '260301100000+03'],
  ['with a fraction of minutes', TAG.generalizedTime, '202603011000.5Z'],
  ['of a day that does not exist', TAG.utcTime, '2602300000Z'],
  ['before the year 0 in UTC', TAG.generalizedTime, '00000101000000+0100'],
  ['after the year 9999 in UTC', TAG.generalizedTime, '99991231235959-0100'],
] as const) {
  test(`RFC 5652 §11.3: a signing time ${title}`, async (t) => {
    const report = await judge(await craft(signedAt(tag, text)));
    t.deepEqual(
      [report.indication, report.reason.code, report.reason.facts?.['attribute']],
      ['TOTAL-FAILED', 'attribute-malformed', 'signing-time'],
    );
  });
}

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';

/** sha256WithRSAEncryption and its like stand in digestAlgorithm, as services of Microsoft write it. */
async function namedBySignature(algorithm: string, digest: string): Promise<Craft> {
  const messageDigest = attribute(OID.messageDigest, octetString(await digestOf(CONTENT, digest)));
  return {
    attributes: [contentType, messageDigest, signingTime, ownReference],
    info: { digestAlgorithm: { oid: algorithm, parameters: nullValue() } },
  };
}

test('RFC 5652 §5.3: a digest that is named by the signature algorithm which takes it, with a warning', async (t) => {
  const report = await judge(await craft(await namedBySignature(SHA256_WITH_RSA, OID.sha256)));
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
  t.is(report.signatureValue?.digestAlgorithm, 'sha256');
  t.deepEqual(remarks(report), [`digestAlgorithm ${SHA256_WITH_RSA} is a signature algorithm`]);
});

for (const [title, algorithm, digest, indication, code] of [
  [
    'over another digest of the content',
    SHA256_WITH_RSA,
    OID.sha384,
    'TOTAL-FAILED',
    'content-digest-differs',
  ],
  [
    'other than that under the value',
    '1.2.840.113549.1.1.12',
    OID.sha384,
    'TOTAL-FAILED',
    'digest-algorithms-differ',
  ],
  [
    'of a scheme without a digest of its own',
    '1.2.840.113549.1.1.1',
    OID.sha256,
    'TOTAL-FAILED',
    'digest-algorithms-differ',
  ],
] as const) {
  test(`RFC 5652 §5.3: a digest that is named by a signature algorithm, ${title}`, async (t) => {
    const report = await judge(await craft(await namedBySignature(algorithm, digest)));
    t.deepEqual(
      [report.indication, report.reason.code],
      [indication, code],
      JSON.stringify(report.reason),
    );
  });
}

test('RFC 5652 §5.4: a file wholly in BER, signed in DER, passes with warnings; over another document it fails', async (t) => {
  const kept = [signer.certificate.der, pki.issuer.der];
  const cms = indefinite(await craft(), kept);
  const report = await judge(cms);
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
  t.deepEqual(remarks(report), [
    'BER in place of DER',
    'signed attributes of signature 1 not in DER',
  ]);
  t.true(report.warnings.some(({ code }) => code === 'verified-as-der'));
  const twin = await judge(cms, CONTENT.subarray(1));
  t.deepEqual([twin.indication, twin.subIndication], ['TOTAL-FAILED', 'HASH_FAILURE']);
});

test('RFC 5652 §5.4: attributes signed in BER, as received, pass with warnings; with one octet changed they fail', async (t) => {
  const asReceived = indefinite(encodeSignedAttributes(GOOD));
  const cms = await craft({ asReceived });
  const report = await judge(cms);
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
  t.false(report.warnings.some(({ code }) => code === 'verified-as-der'));
  const twin = Buffer.from(cms);
  const at = twin.indexOf(Buffer.from(signingTime.values[0] ?? [])) + 5;
  twin[at] = (twin[at] ?? 0) ^ 1;
  const failed = await judge(new Uint8Array(twin));
  t.deepEqual([failed.indication, failed.subIndication], ['TOTAL-FAILED', 'SIG_CRYPTO_FAILURE']);
});

test('BSI TR-03111 §5.2.1.1: ECDSA with r and s side by side; in DER under its identifier it is wrong', async (t) => {
  const by = await pki.issue({ subject: { commonName: 'Карта' }, key: 'ec' });
  const attributes = [contentType, messageDigest, signingTime, await reference(by)];
  const key = createPrivateKey({ key: Buffer.from(by.pkcs8), format: 'der', type: 'pkcs8' });
  const value = (dsaEncoding: 'der' | 'ieee-p1363') =>
    new Uint8Array(sign('sha256', encodeSignedAttributes(attributes), { key, dsaEncoding }));
  const signed = async (signature: Uint8Array) =>
    judge(
      await craft({
        ...{ by, attributes, certificates: [by] },
        info: { signatureAlgorithm: { oid: '0.4.0.127.0.7.1.1.4.1.3' }, signature },
      }),
    );
  const report = await signed(value('ieee-p1363'));
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
  const twin = await signed(value('der'));
  t.deepEqual([twin.indication, twin.subIndication], ['TOTAL-FAILED', 'SIG_CRYPTO_FAILURE']);
});

test('EN 319 122-1 §5.2.3: several commitments, in one attribute and side by side', async (t) => {
  const origin = sequence(oid('1.2.840.113549.1.9.16.6.1'));
  const approval = sequence(oid('1.2.840.113549.1.9.16.6.5'));
  for (const commitments of [
    [attribute(OID.commitmentType, origin, approval)],
    [attribute(OID.commitmentType, origin), attribute(OID.commitmentType, approval)],
  ]) {
    const report = await judge(await craft({ attributes: [...GOOD, ...commitments] }));
    t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
    t.deepEqual(
      report.signedAttributes?.commitments?.map(({ type }) => type),
      ['1.2.840.113549.1.9.16.6.1', '1.2.840.113549.1.9.16.6.5'],
    );
  }
  const twin = attribute(OID.signerLocation, sequence(), sequence());
  const failed = await judge(await craft({ attributes: [...GOOD, twin] }));
  t.deepEqual([failed.indication, failed.reason.code], ['TOTAL-FAILED', 'attribute-values']);
});

for (const [name, type] of [
  ['archive-time-stamp v1', '1.2.840.113549.1.9.16.2.27'],
  ['evidence record (internal)', '1.2.840.113549.1.9.16.2.49'],
  ['evidence record (external)', '1.2.840.113549.1.9.16.2.50'],
  ['long-term-validation', '0.4.0.1733.2.2'],
] as const) {
  test(`EN 319 122-1 §5: ${name} vouches for a time and is not judged: a warning says so`, async (t) => {
    const info = { unsignedAttributes: [attribute(type, sequence())] };
    const report = await judge(await craft({ info }));
    t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
    t.deepEqual(
      report.warnings.map(({ code, facts }) => [code, facts?.['attribute']]),
      [['unsigned-attribute-not-judged', name]],
    );
  });
}

for (const algorithm of ['1.2.840.10045.2.1', '1.2.840.10045.4']) {
  test(`RFC 5652 §5.3: ECDSA under ${algorithm}, which names no digest, takes that of digestAlgorithm`, async (t) => {
    const by = await pki.issue({ subject: { commonName: 'Печать' }, key: 'ec' });
    const attributes = [contentType, messageDigest, signingTime, await reference(by)];
    const signed = async (digest: string) => {
      const info = { signatureAlgorithm: { oid: algorithm }, digestAlgorithm: { oid: digest } };
      return judge(await craft({ by, attributes, certificates: [by], info }));
    };
    const report = await signed(OID.sha256);
    t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
    const twin = await signed(OID.sha384);
    t.deepEqual([twin.indication, twin.subIndication], ['TOTAL-FAILED', 'HASH_FAILURE']);
  });
}
