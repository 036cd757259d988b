import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import type { AlgorithmProvider } from '../../algorithms/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { encodeSignedData } from '../../formats/cms/encode-signed-data.ts';
import { basicConstraints, forgeCertificate, newKeys } from '../../test-fixtures/chains/forge.ts';
import { FILE_WORK_LIMITS } from '../path/budget.ts';
import { Work } from '../path/work.ts';
import { defaultPolicy } from '../policy/default-policy.ts';
import { SIGNATURES_LIMIT } from './read-signatures.ts';
import { validateSignatures } from './validate-signatures.ts';
import type { ValidationInput } from './validation-input.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const SECONDS = 20_000;
const keys = newKeys();
const forge = (subject: string, issuer: string, serial: number) =>
  forgeCertificate({
    ...{ subject, issuer, serial, keys, issuerKeys: newKeys() },
    ...(subject === 'CA' ? { extensions: [basicConstraints()] } : {}),
  });
const root = forge('Root', 'Root', 1);
const lookalikes = Array.from({ length: 100 }, (_, at) => forge('CA', 'Root', at));

/** `count` signers, each under a certificate of its own that any of the look-alikes may have issued. */
function hostile(count: number): Uint8Array {
  const leaves = Array.from({ length: count }, (_, at) => forge(`Leaf ${at}`, 'CA', 1000 + at));
  return encodeSignedData({
    contentType: OID.data,
    certificates: [...leaves, ...lookalikes],
    signerInfos: leaves.map(({ issuer, serialNumber }) => ({
      sid: { kind: 'issuer-and-serial', issuer, serialNumber },
      digestAlgorithm: { oid: '2.16.840.1.101.3.4.2.1' },
      signatureAlgorithm: { oid: '1.2.840.10045.4.3.2' },
      signature: new Uint8Array(64).fill(1),
    })),
  });
}

function counting(): { readonly provider: AlgorithmProvider; readonly verified: () => number } {
  let verified = 0;
  const signatures = nodeCrypto.signatures.map((scheme) => ({
    ...scheme,
    digestOid: scheme.digestOid.bind(scheme),
    verify: (request: Parameters<typeof scheme.verify>[0]) => {
      verified += 1;
      return scheme.verify(request);
    },
  }));
  return { provider: { ...nodeCrypto, signatures }, verified: () => verified };
}

async function judge(cms: Uint8Array, changes: Partial<ValidationInput> = {}) {
  const { provider, verified } = counting();
  const { signatures } = await validateSignatures({
    signature: { name: 'a.p7s', source: bytesSource(cms) },
    content: { name: 'a', source: bytesSource(new Uint8Array(9)) },
    trust: [{ certificate: root }],
    evidence: { certificates: [], crls: [], ocspResponses: [] },
    policy: defaultPolicy,
    time: NOW,
    algorithms: algorithmsOf([provider]),
    ...changes,
  });
  const limited = signatures.filter(({ checks }) =>
    checks.some(({ reason }) => reason?.code === 'work-limit'),
  );
  return { signatures, limited, verified: verified() };
}

test('a file whose every signature asks for a long search stops at the limit of the file, and says so', async (t) => {
  const started = process.threadCpuUsage();
  const { signatures, limited, verified } = await judge(hostile(SIGNATURES_LIMIT));
  t.is(signatures.length, SIGNATURES_LIMIT);
  t.true(verified <= FILE_WORK_LIMITS.signatures, `${verified} verifications`);
  t.true(limited.length > 0);
  const last = signatures.at(-1);
  t.deepEqual([last?.indication, last?.reason.code], ['INDETERMINATE', 'work-limit']);
  t.true(process.threadCpuUsage(started).user < SECONDS * 1000);
});

test('its twin with few signatures is judged to the end', async (t) => {
  const { signatures, limited } = await judge(hostile(3));
  t.deepEqual([signatures.length, limited.length], [3, 0]);
});

test('what the package has spent is not there for the next of its files', async (t) => {
  const work = new Work({ ...FILE_WORK_LIMITS, signatures: 420 });
  t.is((await judge(hostile(3), { work })).limited.length, 0);
  t.is((await judge(hostile(3), { work })).limited.length, 2);
});
