import test from 'ava';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { oid, rawOf, sequence } from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource, readAll } from '../../../formats/byte-source.ts';
import { encodeSignedData } from '../../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import { joinBytes } from '../../../formats/join-bytes.ts';
import { addTimeStamp } from '../../../signing/cades/add-time-stamp.ts';
import { signCades } from '../../../signing/cades/sign-cades.ts';
import { createPki } from '../../../test-fixtures/pki/create-pki.ts';
import { testTimeStamper } from '../../../test-fixtures/pki/time-stamp-service.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { validateSignatures } from '../validate-signatures.ts';
import { type ArchiveSubject, signatureAndReferences } from './archive-octets.ts';
import { addIndexed, addStamp, archiveV2, type Maker } from './archive-stamps.fixture.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const NOW = new Date('2026-03-01T10:00:00Z');
const pki = await createPki({ now: NOW });
const signer = await pki.issue({ subject: { commonName: 'Иванов Иван' } });
const tsa = await pki.issue({
  subject: { commonName: 'ТЕСТ Служба штампов времени' },
  extendedKeyUsage: [OID.kpTimeStamping],
  extendedKeyUsageCritical: true,
});
const text = new TextEncoder().encode('Договор № 7');
const client = () => testTimeStamper({ identity: tsa, now: () => NOW, algorithms });

async function stamped(detached: boolean): Promise<Uint8Array> {
  const cms = await signCades({
    content: bytesSource(text),
    detached,
    identities: [signer],
    signingTime: NOW,
    digest: algorithms,
  });
  const crls = [await pki.crl(NOW), await pki.crl(NOW, { of: 'root' })];
  const { content, ...parsed } = await parseSignedData(
    bytesSource(await addTimeStamp(cms, client())),
  );
  return encodeSignedData({
    ...parsed,
    ...(content === undefined ? {} : { content: await readAll(content, 1000) }),
    crls,
  });
}

const MAKERS: readonly (readonly [string, string, (outside: boolean) => Maker])[] = [
  [
    'archive-time-stamp-v2 with the tag of unsignedAttrs (TS 101 733 v2.2.1)',
    OID.archiveTimeStampV2,
    (outside) => archiveV2('tagged', outside ? text : undefined),
  ],
  [
    'archive-time-stamp-v2 with bare attributes (TS 101 733 v1.8.3)',
    OID.archiveTimeStampV2,
    (outside) => archiveV2('bare', outside ? text : undefined),
  ],
  [
    'CAdES-C-time-stamp',
    OID.escTimeStamp,
    () =>
      async (_, { signature, unsignedAttributes = [] }) =>
        joinBytes([
          signature,
          ...unsignedAttributes
            .filter(({ oid: type }) => type === OID.signatureTimeStamp)
            .map(({ values }) => joinBytes([oid(OID.signatureTimeStamp), rawOf(0x31, values)])),
        ]),
  ],
];

const withStamp = (cms: Uint8Array, type: string, make: Maker, change = false) =>
  addStamp(cms, {
    client: client(),
    type,
    make: async (...of) => (await make(...of)).subarray(change ? 1 : 0),
  });

async function report(cms: Uint8Array, detached: boolean) {
  const { signatures } = await validateSignatures({
    signature: { name: 'a.p7s', source: bytesSource(cms) },
    ...(detached ? { content: { name: 'a', source: bytesSource(text) } } : {}),
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [], crls: [], ocspResponses: [] },
    policy: defaultPolicy,
    algorithms,
    time: NOW,
  });
  return signatures[0];
}

for (const [title, type, maker] of MAKERS) {
  for (const detached of [true, false]) {
    test(`EN 319 122-2: ${title}, ${detached ? 'detached' : 'attached'}`, async (t) => {
      const cms = await stamped(detached);
      const good = await report(await withStamp(cms, type, maker(detached)), detached);
      const last = (one: typeof good) =>
        one?.timestamps.find(({ kind }) => kind !== 'signature-time-stamp');
      t.is(good?.indication, 'TOTAL-PASSED', JSON.stringify(good?.reason));
      t.is(last(good)?.indication, 'TOTAL-PASSED', JSON.stringify(last(good)?.reason));
      const twin = await report(await withStamp(cms, type, maker(detached), true), detached);
      t.is(last(twin)?.subIndication, 'HASH_FAILURE', 'over one octet less');
    });
  }
}

test('EN 319 122-2: a time-stamp over references alone proves nothing of the signature', async (t) => {
  const cms = await stamped(true);
  const references = { oid: OID.completeCertificateReferences, values: [sequence()] };
  const { content: _, signerInfos, ...parsed } = await parseSignedData(bytesSource(cms));
  const withReferences = encodeSignedData({
    ...parsed,
    signerInfos: signerInfos.map((info) => ({
      ...info,
      unsignedAttributes: [...(info.unsignedAttributes ?? []), references],
    })),
  });
  const over: Maker = async () =>
    joinBytes([oid(OID.completeCertificateReferences), rawOf(0x31, [sequence()])]);
  const good = await report(await withStamp(withReferences, OID.certCrlTimeStamp, over), true);
  const stamp = good?.timestamps.find(({ kind }) => kind === 'references-time-stamp');
  t.is(stamp?.indication, 'TOTAL-PASSED', JSON.stringify(stamp?.reason));
  t.is(good?.level, 'CAdES-X');
});

/** archive-time-stamp-v3 with an index under `digest`, its imprint under SHA-256. */
const withIndex = (cms: Uint8Array, digest: 'sha1' | 'sha256') =>
  addIndexed(cms, { client: client(), content: text, digest });

test('attack 17: EN 319 102-1 §5.6.2.3: an index under a broken digest proves nothing, whatever the imprint is under', async (t) => {
  const cms = await stamped(true);
  const stampOf = async (name: 'sha1' | 'sha256') =>
    (await report(await withIndex(cms, name), true))?.timestamps.find(
      ({ kind }) => kind === 'archive-time-stamp',
    );
  const good = await stampOf('sha256');
  t.is(good?.indication, 'TOTAL-PASSED', JSON.stringify(good?.reason));
  const weak = await stampOf('sha1');
  t.is(weak?.subIndication, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', JSON.stringify(weak?.reason));
});

test('EN 319 122-2 annex A: attributes without their header, also where its length is indefinite', async (t) => {
  const content = [oid(OID.signatureTimeStamp), rawOf(0x31, [sequence()])];
  const definite = sequence(...content);
  const indefinite = joinBytes([Uint8Array.of(0x30, 0x80), ...content, Uint8Array.of(0, 0)]);
  const signature = Uint8Array.of(1, 2, 3);
  for (const encoded of [definite, indefinite]) {
    const unsignedAttributes = [{ oid: OID.signatureTimeStamp, values: [sequence()], encoded }];
    const subject = { signerInfo: { signature, unsignedAttributes } } as unknown as ArchiveSubject;
    const stamped = signatureAndReferences(subject) as unknown as {
      octets(): Promise<readonly { readonly pieces: readonly Uint8Array[] }[]>;
    };
    const [way] = await stamped.octets();
    t.deepEqual(joinBytes(way?.pieces ?? []), joinBytes([signature, ...content]));
  }
});
