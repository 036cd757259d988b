// What archive time-stamps may cost, counted in what is read and digested: no file that is sent may hang the verifier.
import test from 'ava';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import type { AlgorithmProvider, DigestAlgorithm } from '../../../algorithms/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { octetString, oid, sequence } from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { type ByteSource, bytesSource } from '../../../formats/byte-source.ts';
import { encodeSignedData } from '../../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { toHex } from '../../../formats/hex.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { addArchiveTimeStamp } from '../../../signing/cades/add-archive-time-stamp.ts';
import { addTimeStamp } from '../../../signing/cades/add-time-stamp.ts';
import { signCades } from '../../../signing/cades/sign-cades.ts';
import { createPki } from '../../../test-fixtures/pki/create-pki.ts';
import { testTimeStamper } from '../../../test-fixtures/pki/time-stamp-service.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { TIME_STAMPS_LIMIT } from '../read-signatures.ts';
import { validateSignatures } from '../validate-signatures.ts';
import { ProofsOfExistence } from './proofs-of-existence.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const algorithms = algorithmsOf([nodeCrypto]);
const pki = await createPki({ now: NOW });
const [signer, tsa] = await Promise.all([
  pki.issue({ subject: { commonName: 'Иванов Иван' } }),
  pki.issue({
    subject: { commonName: 'ТЕСТ Служба штампов времени' },
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
  }),
]);
const crls = [await pki.crl(NOW), await pki.crl(NOW, { of: 'root' })];
const text = new Uint8Array(1024 * 1024).fill(0x41);
const client = testTimeStamper({ identity: tsa, now: () => NOW, algorithms });

const stamped = await addTimeStamp(
  await signCades({
    content: bytesSource(text),
    detached: true,
    identities: [signer],
    signingTime: NOW,
    digest: algorithms,
  }),
  client,
);

/** The signature with one more unsigned attribute, its values as given. */
async function withAttribute(cms: Uint8Array, oid: string, values: readonly Uint8Array[]) {
  const { content: _, signerInfos, ...parsed } = await parseSignedData(bytesSource(cms));
  return encodeSignedData({
    ...parsed,
    signerInfos: signerInfos.map((info) => ({
      ...info,
      unsignedAttributes: [...(info.unsignedAttributes ?? []), { oid, values }],
    })),
  });
}

/** Counts the octets of content that are read, and the digests that are begun. */
function counting() {
  let read = 0;
  let digested = 0;
  const source: ByteSource = {
    size: text.length,
    read: async (offset, length) => {
      const octets = text.subarray(offset, offset + length);
      read += octets.length;
      return octets;
    },
  };
  const counted = (digest: DigestAlgorithm): DigestAlgorithm => {
    const count = (octets: Uint8Array) => {
      digested += 1;
      return digest.digest(octets);
    };
    return { ...digest, digest: count, hex: async (octets) => toHex(await count(octets)) };
  };
  const provider: AlgorithmProvider = { ...nodeCrypto, digests: nodeCrypto.digests.map(counted) };
  return { source, provider, read: () => read / text.length, digested: () => digested };
}

async function judge(cms: Uint8Array, { source, provider } = counting()) {
  const { signatures } = await validateSignatures({
    signature: { name: 'a.p7s', source: bytesSource(cms) },
    content: { name: 'a', source },
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [], crls: crls.map(parseCrl), ocspResponses: [] },
    policy: defaultPolicy,
    algorithms: algorithmsOf([provider]),
    time: NOW,
  });
  const [signature] = signatures;
  if (signature === undefined) throw new Error('no signature');
  return signature;
}

test('the content is digested once for each algorithm, however many tokens are over it', async (t) => {
  const request = {
    client,
    algorithms,
    digestOid: OID.sha256,
    content: bytesSource(text),
  };
  let cms = stamped;
  for (let count = 0; count < 8; count += 1) cms = await addArchiveTimeStamp(cms, request);
  const count = counting();
  const report = await judge(cms, count);
  t.is(report.indication, 'TOTAL-PASSED');
  t.is(report.timestamps.filter(({ indication }) => indication === 'TOTAL-PASSED').length, 9);
  t.true(count.read() <= 2.5, `read ${count.read()} times`);
});

test('tokens over the whole file read it a bounded number of times; then the limit is named', async (t) => {
  const { token } = await client.stamp(text);
  const few = await withAttribute(stamped, OID.archiveTimeStampV2, [token]);
  const many = await withAttribute(
    stamped,
    OID.archiveTimeStampV2,
    Array.from({ length: 100 }, () => token),
  );
  const [once, often] = [counting(), counting()];
  const [short, long] = [await judge(few, once), await judge(many, often)];
  // In the order of the attributes' encodings, which changes from run to run.
  const codes = ({ timestamps }: typeof short) =>
    new Set(
      timestamps
        .filter(({ kind }) => kind === 'archive-time-stamp')
        .map(({ reason }) => reason.code),
    );
  t.deepEqual([...codes(short)], ['imprint-differs']);
  t.true(codes(long).has('work-limit'), [...codes(long)].join());
  t.true(often.read() <= 80, `read ${often.read()} times`);
  t.is(long.indication, 'TOTAL-PASSED', 'what cannot be told of other tokens takes nothing away');
});

test('archive-time-stamps of version 1, which are not judged, count like the others', async (t) => {
  const { token } = await client.stamp(text);
  const values = (length: number) =>
    withAttribute(
      stamped,
      OID.archiveTimeStampV1,
      Array.from({ length }, () => token),
    );
  t.is((await judge(await values(TIME_STAMPS_LIMIT - 1))).indication, 'TOTAL-PASSED');
  const over = judge(await values(TIME_STAMPS_LIMIT));
  const error = await t.throwsAsync(over, { instanceOf: FormatError });
  t.is(error?.code, 'limit');
});

test('what an index may name is digested once, however many tokens have an index', async (t) => {
  const request = { client, algorithms, digestOid: OID.sha256, content: bytesSource(text) };
  let cms = await withAttribute(stamped, '1.2.3', [
    ...Array.from({ length: 200 }, (_, at) => Uint8Array.of(0x04, 0x01, at)),
  ]);
  const digestedWith = async () => {
    const count = counting();
    t.is((await judge(cms, count)).indication, 'TOTAL-PASSED');
    return count.digested();
  };
  cms = await addArchiveTimeStamp(cms, request);
  const one = await digestedWith();
  for (let count = 0; count < 4; count += 1) cms = await addArchiveTimeStamp(cms, request);
  const five = await digestedWith();
  t.true(five - one < 100, `${one} digests for one index, ${five} for five`);
});

test('what references may name is digested once for each algorithm, however many references there are', async (t) => {
  const request = { client, algorithms, digestOid: OID.sha256, content: bytesSource(text) };
  const digestedWith = async (count: number) => {
    const references = Array.from({ length: count }, (_, at) => {
      const digest = octetString(Uint8Array.of(at >> 8, at & 0xff));
      return sequence(sequence(sequence(oid(at % 2 === 0 ? OID.sha384 : OID.sha512)), digest));
    });
    const values = [sequence(...references)];
    const cms = await withAttribute(stamped, OID.completeCertificateReferences, values);
    const counted = counting();
    const archived = await addArchiveTimeStamp(cms, request);
    t.is((await judge(archived, counted)).indication, 'TOTAL-PASSED');
    return counted.digested();
  };
  const [two, many] = [await digestedWith(2), await digestedWith(2000)];
  t.true(two > (await digestedWith(0)), 'they are looked for');
  t.true(many - two < 20, `${two} digests for two references, ${many} for two thousand`);
});

test('objects made to look alike are found in a number of steps that grows as their number times its logarithm', (t) => {
  let looked = 0;
  const alike = (at: number) => {
    const octets = new Uint8Array(256).fill(0x41);
    octets.set([at >> 8, at & 0xff], 100);
    return new Proxy(octets, {
      get(target, key) {
        looked += 1;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
  const COUNT = 1024;
  const proofs = new ProofsOfExistence(NOW);
  const earlier = new Date(NOW.getTime() - 1000);
  const objects = Array.from({ length: COUNT }, (_, at) => alike(at));
  for (const octets of objects) proofs.prove(octets, earlier);
  t.true(objects.every((_, at) => proofs.timeOf(alike(at)).getTime() === earlier.getTime()));
  t.deepEqual(proofs.timeOf(alike(COUNT)), NOW, 'its twin that nobody proved');
  // Two searches of each, ten comparisons a search, of some hundred octets of either.
  t.true(looked < 3 * COUNT * 11 * 2 * 256, `${looked}`);
});
