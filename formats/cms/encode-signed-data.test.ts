import test from 'ava';
import fc from 'fast-check';
import { opensslMissing, withOpenssl } from '../../test-fixtures/peers/openssl.ts';
import { nullValue, octetString, oid, sequence, set, setOf } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { bytesSource, readAll } from '../byte-source.ts';
import { encodeAttribute, encodeSignedAttributes } from './encode-attributes.ts';
import { encodeSignedData, encodeSignerInfo, type SignerInfoInput } from './encode-signed-data.ts';
import { parseSignedData } from './parse-signed-data.ts';
import { parseAttributeSet } from './read-attributes.ts';
import { parseSignerInfo } from './read-signer-info.ts';
import type { Attribute } from './signed-data.ts';

const missing = await opensslMissing();
const withPeer = missing === undefined ? test : test.skip;

const sha256 = { oid: OID.sha256 };
const list: Attribute[] = [
  { oid: OID.messageDigest, values: [octetString(new Uint8Array(32))] },
  { oid: OID.contentType, values: [oid(OID.data)] },
];
const signedBytes = encodeSignedAttributes(list);
const byKey: SignerInfoInput = {
  sid: { kind: 'subject-key-identifier', keyIdentifier: Uint8Array.of(1, 2) },
  digestAlgorithm: sha256,
  signedAttributes: { signedBytes, der: signedBytes, list },
  signatureAlgorithm: { oid: '1.2.840.113549.1.1.1', parameters: nullValue() },
  signature: new Uint8Array(256).fill(1),
  unsignedAttributes: [{ oid: OID.signatureTimeStamp, values: [sequence()] }],
};
const empty = { contentType: OID.data, certificates: [], signerInfos: [] };

test('RFC 5652 §5.4: signed attributes are a sorted SET OF', (t) => {
  t.is(signedBytes[0], 0x31);
  t.deepEqual(
    parseAttributeSet(signedBytes).map((each) => each.oid),
    [OID.contentType, OID.messageDigest],
  );
  t.deepEqual(encodeSignedAttributes([...list].reverse()), signedBytes);
});

test('RFC 5652 §5.4: values in BER are written in DER', (t) => {
  const ber = Uint8Array.from(Buffer.from('2480040101040102' + '0000', 'hex'));
  const der = encodeSignedAttributes([{ oid: '1.2.3', values: [ber] }]);
  t.deepEqual(der, setOf([sequence(oid('1.2.3'), set(octetString(Uint8Array.of(1, 2))))]));
});

test('what is written reads back', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.option(fc.uint8Array({ maxLength: 300 })), async (content) => {
      const der = encodeSignedData({
        ...empty,
        ...(content === null ? {} : { content }),
        crls: [sequence(nullValue())],
        ocspResponses: [sequence()],
        signerInfos: [byKey],
      });
      const facts = await parseSignedData(bytesSource(der));
      const read = facts.content && (await readAll(facts.content, 1000));
      t.deepEqual(read, content ?? undefined);
      t.deepEqual(facts.crls, [sequence(nullValue())]);
      t.deepEqual(facts.ocspResponses, [sequence()]);
      t.deepEqual(facts.remarks, []);
      const [info] = facts.signerInfos;
      const sorted = parseAttributeSet(signedBytes);
      const { encoded, ...fields } = info ?? {};
      t.true(Buffer.from(der).includes(Buffer.concat(encoded?.fields ?? [])));
      t.deepEqual(fields, {
        version: 3,
        ...byKey,
        unsignedAttributes: byKey.unsignedAttributes?.map((attribute) => ({
          ...attribute,
          encoded: encodeAttribute(attribute),
        })),
        signedAttributes: { signedBytes, der: signedBytes, list: sorted },
      });
    }),
    { numRuns: 20 },
  );
});

const byIssuer = (version: SignerInfoInput): SignerInfoInput => ({
  ...version,
  sid: {
    kind: 'issuer-and-serial',
    issuer: { der: sequence(), rdns: [] },
    serialNumber: Uint8Array.of(5),
  },
});
for (const [title, input, version, signer] of [
  ['id-data by issuer', { ...empty, signerInfos: [byIssuer(byKey)] }, 1, 1],
  ['id-data by key', { ...empty, signerInfos: [byKey] }, 3, 3],
  [
    'another content type',
    { ...empty, contentType: OID.tstInfo, signerInfos: [byIssuer(byKey)] },
    3,
    1,
  ],
  [
    'OCSP responses',
    { ...empty, ocspResponses: [sequence()], signerInfos: [byIssuer(byKey)] },
    5,
    1,
  ],
] as const) {
  test(`RFC 5652 §5.1: the version with ${title} is ${version}`, async (t) => {
    const facts = await parseSignedData(bytesSource(encodeSignedData(input)));
    t.is(facts.version, version);
    t.is(facts.signerInfos[0]?.version, signer);
  });
}

test('RFC 5652 §5.1: digestAlgorithms names each algorithm once', async (t) => {
  const other = { ...byKey, digestAlgorithm: { oid: OID.sha512 } };
  const der = encodeSignedData({ ...empty, signerInfos: [byKey, other, byKey] });
  const facts = await parseSignedData(bytesSource(der));
  t.deepEqual(facts.digestAlgorithms, [sha256, { oid: OID.sha512 }]);
});

withPeer(
  `openssl's signature, taken apart and written again, is the same file and verifies${missing ? ` (${missing})` : ''}`,
  async (t) => {
    await withOpenssl(async (openssl) => {
      const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
      await openssl(
        'req',
        '-x509',
        ...key,
        '-keyout',
        'key.pem',
        '-out',
        'it.pem',
        '-subj',
        '/CN=a',
      );
      await openssl.write('content', 'договор');
      await openssl(
        'cms',
        '-sign',
        '-binary',
        '-cades',
        '-nodetach',
        '-in',
        'content',
        '-signer',
        'it.pem',
        '-inkey',
        'key.pem',
        '-outform',
        'DER',
        '-out',
        'it.cms',
      );
      const original = await openssl.read('it.cms');
      const facts = await parseSignedData(bytesSource(original));
      const content = facts.content && (await readAll(facts.content, 1000));
      const { contentType, certificates, signerInfos } = facts;
      const attached = content === undefined ? {} : { content };
      const again = encodeSignedData({ contentType, ...attached, certificates, signerInfos });
      t.deepEqual(again, original);
      const [info] = facts.signerInfos;
      await openssl.write(
        'two.cms',
        encodeSignedData({
          contentType,
          certificates,
          signerInfos:
            info === undefined
              ? []
              : [
                  {
                    ...info,
                    unsignedAttributes: [{ oid: OID.counterSignature, values: [sequence()] }],
                  },
                ],
        }),
      );
      await openssl(
        'cms',
        '-verify',
        '-cades',
        '-binary',
        '-inform',
        'DER',
        '-in',
        'two.cms',
        '-content',
        'content',
        '-CAfile',
        'it.pem',
        '-purpose',
        'any',
        '-out',
        'out',
      );
      t.deepEqual(await openssl.read('out'), await openssl.read('content'));
      t.regex(
        await openssl('cms', '-cmsout', '-print', '-inform', 'DER', '-in', 'two.cms'),
        /unsignedAttrs:\s+object: countersignature/,
      );
    });
  },
);

test('a SignerInfo alone, as a counter-signature has it, is read', async (t) => {
  const facts = await parseSignedData(
    bytesSource(encodeSignedData({ ...empty, signerInfos: [byKey] })),
  );
  t.deepEqual(parseSignerInfo(encodeSignerInfo(byKey)), facts.signerInfos[0]);
});
