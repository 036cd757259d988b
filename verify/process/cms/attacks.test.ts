// Signatures made by hand, each invalid solely because of the one thing that its title says.
import test from 'ava';
import {
  explicit,
  integer,
  nullValue,
  octetString,
  oid,
  raw,
  sequence,
  setOf,
  time,
} from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { TAG } from '../../../formats/asn1/tags.ts';
import {
  encodeAlgorithm,
  encodeSignedAttributes,
  encodeSignedData,
  encodeSignerInfo,
} from '../../../formats/cms/encode-signed-data.ts';
import { subjectKeyIdentifier } from '../../../formats/x509/extensions.ts';
import {
  attribute,
  CONTENT,
  type Craft,
  contentType,
  craft,
  craftInfo,
  digestOf,
  GOOD,
  judge,
  messageDigest,
  other,
  ownReference,
  pki,
  reference,
  signer,
  signingTime,
} from './crafted.fixture.ts';

const refused = test.macro(
  async (t, request: Craft, code: string, facts?: Record<string, unknown>) => {
    const report = await judge(await craft(request), request.content);
    t.deepEqual([report.indication, report.reason.code], ['TOTAL-FAILED', code]);
    t.deepEqual(report.signedContent, []);
    if (facts !== undefined) t.like(report.reason.facts, facts);
  },
);

const accepted = test.macro(async (t, request: Craft, warnings: readonly string[] = []) => {
  const report = await judge(await craft(request), request.content);
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
  t.deepEqual(
    report.warnings.map(({ code }) => code),
    warnings,
  );
});

test('the twin of everything below: the good one passes', accepted, {});

const without = (type: string) => GOOD.filter((each) => each.oid !== type);

test(
  'attack 15: RFC 5652 §11.1: no content-type attribute',
  refused,
  { attributes: without(OID.contentType) },
  'attribute-missing',
  { attribute: 'content-type' },
);
test(
  'attack 15: RFC 5652 §11.2: no message-digest attribute',
  refused,
  { attributes: without(OID.messageDigest) },
  'attribute-missing',
  { attribute: 'message-digest' },
);
for (const each of GOOD) {
  test(
    `attack 15: RFC 5652 §5.3: attribute ${each.oid} twice`,
    refused,
    { attributes: [...GOOD, each] },
    'attribute-repeated',
  );
  test(
    `RFC 5652 §11: attribute ${each.oid} with two values`,
    refused,
    { attributes: [...without(each.oid), attribute(each.oid, ...each.values, ...each.values)] },
    'attribute-values',
  );
  test(
    `RFC 5652 §11: attribute ${each.oid} without a value`,
    refused,
    { attributes: [...without(each.oid), attribute(each.oid)] },
    'attribute-values',
  );
  test(
    `attribute ${each.oid} that cannot be read`,
    refused,
    { attributes: [...without(each.oid), attribute(each.oid, integer(1))] },
    'attribute-malformed',
  );
}
for (const each of [contentType, messageDigest, signingTime]) {
  test(
    `RFC 5652 §11: attribute ${each.oid} among the unsigned ones, beside the signed`,
    refused,
    { info: { unsignedAttributes: [each] } },
    'attribute-not-allowed',
  );
}
test(
  'two different signing times',
  refused,
  { attributes: [...GOOD, attribute(OID.signingTime, time(new Date('2020-01-01T00:00:00Z')))] },
  'attribute-repeated',
  { attribute: 'signing-time' },
);
test(
  'RFC 5652 §11.1: the content type is not the signed one',
  refused,
  { contentType: '1.2.643.100.200.1' },
  'content-type-differs',
);
test(
  'RFC 5652 §11.1: the signed content type is another',
  refused,
  { attributes: [...without(OID.contentType), attribute(OID.contentType, oid('1.2.3.4'))] },
  'content-type-differs',
);
test(
  'RFC 5652 §5.3: typed content needs attributes',
  refused,
  { attributes: null, contentType: '1.2.3.4' },
  'signed-attributes-required',
);

test(
  'RFC 5652 §5.4: content signed without attributes passes with warnings',
  accepted,
  { attributes: null },
  ['signing-certificate-reference-absent', 'signed-attributes-absent', 'signing-time-absent'],
);
test(
  'attack 14: content that is itself a set of attributes, signed without attributes',
  refused,
  { attributes: null, content: encodeSignedAttributes(GOOD) },
  'content-ambiguous',
);

test('attack 14: someone’s signed attributes presented as a document: refused', async (t) => {
  // Attack: a signature with attributes is stripped of them; they become the content.
  const info = await craftInfo({});
  const attributes = info.signedAttributes?.der ?? new Uint8Array();
  const { signedAttributes: _, ...stripped } = info;
  const cms = encodeSignedData({
    contentType: OID.data,
    certificates: [signer.certificate, pki.issuer],
    signerInfos: [stripped],
  });
  const report = await judge(cms, attributes);
  t.deepEqual([report.indication, report.reason.code], ['TOTAL-FAILED', 'content-ambiguous']);
  t.false(report.intact);
});

test('attack 11: a reference to another certificate: NO_SIGNING_CERTIFICATE_FOUND', async (t) => {
  const attributes = [...without(OID.signingCertificateV2), await reference(other)];
  const report = await judge(await craft({ attributes, certificates: [signer, other] }));
  t.deepEqual(
    [report.indication, report.subIndication],
    ['INDETERMINATE', 'NO_SIGNING_CERTIFICATE_FOUND'],
  );
});

test('no certificate of the signer: NO_SIGNING_CERTIFICATE_FOUND', async (t) => {
  const report = await judge(await craft({ certificates: [other] }));
  t.is(report.subIndication, 'NO_SIGNING_CERTIFICATE_FOUND');
  t.is(report.signer, undefined);
});

test('attack 11: no reference to the certificate: a warning, or as heavy as the policy says', async (t) => {
  const cms = await craft({ attributes: without(OID.signingCertificateV2) });
  const report = await judge(cms);
  t.deepEqual([report.indication, report.level], ['TOTAL-PASSED', 'CMS']);
  t.is(report.warnings[0]?.code, 'signing-certificate-reference-absent');
});

test('another signer’s certificate over the same name does not verify', async (t) => {
  const report = await judge(
    await craft({
      info: {
        sid: {
          kind: 'issuer-and-serial',
          issuer: other.certificate.issuer,
          serialNumber: other.certificate.serialNumber,
        },
      },
      certificates: [signer, other],
      attributes: without(OID.signingCertificateV2),
    }),
  );
  t.deepEqual([report.indication, report.subIndication], ['TOTAL-FAILED', 'SIG_CRYPTO_FAILURE']);
});

test('RFC 5652 §5.3: the signer by subject key identifier', async (t) => {
  const keyIdentifier = subjectKeyIdentifier(signer.certificate.extensions);
  if (keyIdentifier === undefined) {
    t.fail('the test PKI writes no subject key identifier');
    return;
  }
  const info = { sid: { kind: 'subject-key-identifier', keyIdentifier } } as const;
  const report = await judge(await craft({ info }));
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
});

test('attack 16: digest of the attributes under another algorithm than the signature’s', async (t) => {
  // message-digest by SHA-512, value by sha256WithRSAEncryption.
  const attributes = [
    contentType,
    attribute(OID.messageDigest, octetString(await digestOf(CONTENT, OID.sha512))),
    ownReference,
  ];
  const info = {
    digestAlgorithm: { oid: OID.sha512 },
    signatureAlgorithm: { oid: '1.2.840.113549.1.1.11', parameters: nullValue() },
  };
  const report = await judge(await craft({ attributes, info }));
  t.deepEqual(
    [report.indication, report.reason.code],
    ['TOTAL-FAILED', 'digest-algorithms-differ'],
  );
});

for (const [title, listed] of [
  ['empty', []],
  ['another one', [encodeAlgorithm({ oid: OID.sha512 })]],
] as const) {
  test(`attack 16: RFC 5652 §5.1: digestAlgorithms that is ${title}`, async (t) => {
    const info = encodeSignerInfo(await craftInfo({}));
    const signedData = sequence(
      integer(1),
      setOf([...listed]),
      sequence(oid(OID.data)),
      raw(0xa0, signer.certificate.der, pki.issuer.der),
      setOf([info]),
    );
    const report = await judge(sequence(oid(OID.signedData), explicit(0, signedData)));
    t.deepEqual(
      [report.indication, report.reason.code],
      ['TOTAL-FAILED', 'digest-algorithm-not-listed'],
    );
  });
}

test('RFC 6211 §3: other algorithms than the protected ones', async (t) => {
  const protection = (digest: string) =>
    attribute(
      OID.cmsAlgorithmProtection,
      sequence(
        encodeAlgorithm({ oid: digest }),
        raw(0xa1, oid(signer.key.signatureAlgorithm.oid), nullValue()),
      ),
    );
  const good = await judge(await craft({ attributes: [...GOOD, protection(OID.sha256)] }));
  t.is(good.indication, 'TOTAL-PASSED', JSON.stringify(good.reason));
  const bad = await judge(await craft({ attributes: [...GOOD, protection(OID.sha512)] }));
  t.is(bad.reason.code, 'algorithm-protection-differs');
});

test('RFC 5652 §5.4: attributes not sorted verify as received, or as DER, with a warning', async (t) => {
  const der = encodeSignedAttributes(GOOD);
  const reversed = reverse(der);
  t.notDeepEqual(reversed, der);
  // Signed as they stand in the file.
  const received = await judge(await craft({ asReceived: reversed }));
  t.is(received.indication, 'TOTAL-PASSED', JSON.stringify(received.reason));
  // Signed as DER, transmitted in another order.
  const info = await craftInfo({});
  const signedAttributes = { signedBytes: reversed, der, list: GOOD };
  const cms = encodeSignedData({
    contentType: OID.data,
    certificates: [signer.certificate, pki.issuer],
    signerInfos: [{ ...info, signedAttributes }],
  });
  const asDer = await judge(cms);
  t.is(asDer.indication, 'TOTAL-PASSED', JSON.stringify(asDer.reason));
  t.true(asDer.warnings.some(({ code }) => code === 'verified-as-der'));
});

/** The members of a SET OF in the opposite order. */
function reverse(der: Uint8Array): Uint8Array {
  const members = GOOD.map((each) => encodeSignedAttributes([each]).subarray(2));
  const sorted = [...members].sort((a, b) => Buffer.compare(a, b)).reverse();
  const body = Buffer.concat(sorted);
  return new Uint8Array(Buffer.concat([der.subarray(0, der.length - body.length), body]));
}

test('an unknown algorithm is INDETERMINATE and named; GOST names its provider', async (t) => {
  const unknown = await judge(await craft({ info: { signatureAlgorithm: { oid: '1.2.3.4.5' } } }));
  t.deepEqual(
    [unknown.indication, unknown.reason],
    ['INDETERMINATE', { code: 'algorithm-unknown', facts: { oid: '1.2.3.4.5' } }],
  );
  const gost = await judge(
    await craft({
      info: {
        signatureAlgorithm: { oid: '1.2.643.7.1.1.1.1' },
        digestAlgorithm: { oid: '1.2.643.7.1.1.2.2' },
      },
    }),
  );
  t.is(gost.indication, 'INDETERMINATE');
  t.like(gost.reason, { code: 'provider-missing', facts: { provider: 'gost' } });
});

test('a signature algorithm that does not fit the key is SIG_CRYPTO_FAILURE', async (t) => {
  const info = { signatureAlgorithm: { oid: '1.2.840.10045.4.3.2' } };
  t.is((await judge(await craft({ info }))).reason.code, 'key-does-not-fit');
});

test('every octet of a signature file changed in turn: never a pass over other facts', async (t) => {
  const cms = await craft();
  const passed: number[] = [];
  for (let index = 0; index < cms.length; index += 1) {
    const changed = Uint8Array.from(cms);
    changed[index] = (changed[index] ?? 0) ^ 0x01;
    try {
      if ((await judge(changed)).indication === 'TOTAL-PASSED') passed.push(index);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'FormatError') throw error;
    }
  }
  // Only the string type of the country in the signer's issuer name: RFC 5280 §7.1 compares the text.
  t.deepEqual(
    passed.map((index) => cms[index]),
    [TAG.printableString],
  );
});

for (const [title, version, outcome] of [
  ['SignedData version 0', { data: 0, signer: 1 }, 'TOTAL-FAILED'],
  ['SignedData version 2', { data: 2, signer: 1 }, 'TOTAL-FAILED'],
  ['SignerInfo version 0', { data: 1, signer: 0 }, 'TOTAL-FAILED'],
  ['SignerInfo version 3 with issuer and serial', { data: 3, signer: 3 }, 'TOTAL-PASSED'],
  ['the right versions', { data: 1, signer: 1 }, 'TOTAL-PASSED'],
] as const) {
  test(`RFC 5652 §5.1, §5.3: ${title}`, async (t) => {
    const info = encodeSignerInfo(await craftInfo({}));
    const versioned = Uint8Array.from(info);
    versioned[6] = version.signer; // after SEQUENCE, its three length octets, INTEGER and its length
    const signedData = sequence(
      integer(version.data),
      setOf([encodeAlgorithm({ oid: OID.sha256 })]),
      sequence(oid(OID.data)),
      raw(0xa0, signer.certificate.der, pki.issuer.der),
      setOf([versioned]),
    );
    const report = await judge(sequence(oid(OID.signedData), explicit(0, signedData)));
    t.is(report.indication, outcome, JSON.stringify(report.reason));
    t.is(report.warnings.length, version.signer === 3 ? 1 : 0);
  });
}
