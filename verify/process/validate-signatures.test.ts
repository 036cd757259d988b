import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { webCrypto } from '../../algorithms/web-crypto/provider.ts';
import { type ByteSource, bytesSource } from '../../formats/byte-source.ts';
import { parseOcspResponse } from '../../formats/ocsp/parse-ocsp-response.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import { createPki, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { defaultPolicy } from '../policy/default-policy.ts';
import { judgeSignatures, validateSignatures } from './validate-signatures.ts';
import type { ValidationInput } from './validation-input.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const DAY = 24 * 60 * 60 * 1000;
const later = (days: number) => new Date(NOW.getTime() + days * DAY);
const CONTENT = new TextEncoder().encode('Договор № 7 от 1 марта 2026 г.');
const algorithms = algorithmsOf([nodeCrypto]);
const subject = {
  commonName: 'Иванов Иван',
  surname: 'Иванов',
  givenName: 'Иван',
  inn: '500100732259',
};

const pki = await createPki({ now: NOW });
const ec = await pki.issue({ subject, key: 'ec' });
const rsa = await pki.issue({ subject, key: 'rsa' });

async function crlsOf(of: TestPki, at = NOW, nextUpdate = later(7)) {
  return Promise.all(
    (['issuing', 'root'] as const).map(async (name) =>
      parseCrl(await of.crl(at, { of: name, nextUpdate })),
    ),
  );
}
const crls = await crlsOf(pki);

interface Signing {
  readonly identities?: readonly SigningIdentity[];
  readonly detached?: boolean;
  readonly content?: Uint8Array;
}

function sign({ identities = [ec], detached = true, content = CONTENT }: Signing = {}) {
  return signCades({
    content: bytesSource(content),
    detached,
    identities,
    signingTime: NOW,
    digest: algorithms,
  });
}

function inputOf(cms: Uint8Array, changes: Partial<ValidationInput> = {}): ValidationInput {
  return {
    signature: { name: 'contract.pdf.p7s', source: bytesSource(cms) },
    content: { name: 'contract.pdf', source: bytesSource(CONTENT) },
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [], crls, ocspResponses: [] },
    policy: defaultPolicy,
    time: NOW,
    algorithms,
    ...changes,
  };
}

function attached(cms: Uint8Array, changes: Partial<ValidationInput> = {}): ValidationInput {
  const { content: _, ...input } = inputOf(cms, changes);
  return input;
}

async function verdict(input: ValidationInput) {
  const [signature, ...others] = (await validateSignatures(input)).signatures;
  if (signature === undefined || others.length > 0) throw new Error('not one signature');
  return signature;
}

async function summary(input: ValidationInput) {
  const { indication, subIndication, reason } = await verdict(input);
  return [indication, subIndication, reason.code];
}

for (const [name, identity] of [
  ['RSA', rsa],
  ['ECDSA', ec],
] as const) {
  for (const detached of [true, false]) {
    test(`EN 319 102-1 §5.3: a ${detached ? 'detached' : 'attached'} CAdES-B-B by ${name} passes`, async (t) => {
      const cms = await sign({ identities: [identity], detached });
      const report = await verdict(detached ? inputOf(cms) : attached(cms));
      t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
      t.is(report.level, 'CAdES-B-B');
      t.true(report.intact && report.cryptographicallyValid && report.trusted);
      t.is(report.coverage, 'FULL');
      t.is(report.signedContent[0]?.size, CONTENT.length);
      t.is(report.signer?.inn, '500100732259');
      t.is(report.claimedSigningTime, NOW.toISOString());
      t.is(report.timeSource, 'validation-time');
      t.deepEqual(
        report.certificates.map(({ role }) => role),
        ['signer', 'ca', 'trust-anchor'],
      );
      t.deepEqual(report.warnings, []);
    });
  }
}

test('a changed document: TOTAL-FAILED, HASH_FAILURE, and nothing is called signed', async (t) => {
  const changed = Uint8Array.from(CONTENT, (octet, index) => (index === 3 ? octet ^ 1 : octet));
  const content = { name: 'contract.pdf', source: bytesSource(changed) };
  const report = await verdict(inputOf(await sign(), { content }));
  t.is(report.indication, 'TOTAL-FAILED');
  t.is(report.subIndication, 'HASH_FAILURE');
  t.false(report.intact);
  t.true(report.cryptographicallyValid);
  t.deepEqual([report.coverage, report.signedContent], ['NONE', []]);
});

test('no document: INDETERMINATE, SIGNED_DATA_NOT_FOUND', async (t) => {
  t.deepEqual(await summary(attached(await sign())), [
    'INDETERMINATE',
    'SIGNED_DATA_NOT_FOUND',
    'content-absent',
  ]);
});

test('an attached document and another one beside: HASH_FAILURE', async (t) => {
  const content = { name: 'contract.pdf', source: bytesSource(CONTENT.subarray(1)) };
  const cms = await sign({ detached: false });
  t.is((await summary(inputOf(cms)))[0], 'TOTAL-PASSED');
  t.is((await summary(inputOf(cms, { content })))[1], 'HASH_FAILURE');
});

test('no trust from outside: INDETERMINATE, though the anchor lies in the file', async (t) => {
  const withRoot = { ...ec, chain: [...ec.chain, pki.root] };
  const cms = await sign({ identities: [withRoot] });
  t.deepEqual(await summary(inputOf(cms, { trust: [] })), [
    'INDETERMINATE',
    'NO_CERTIFICATE_CHAIN_FOUND',
    'trust-anchors-absent',
  ]);
  const { root } = await pki.otherRoot();
  const other = inputOf(cms, { trust: [{ certificate: root }] });
  t.is((await summary(other))[1], 'NO_CERTIFICATE_CHAIN_FOUND');
});

test('no revocation data: INDETERMINATE, never good', async (t) => {
  const evidence = { certificates: [], crls: [], ocspResponses: [] };
  const [indication, , code] = await summary(inputOf(await sign(), { evidence }));
  t.deepEqual([indication, code], ['INDETERMINATE', 'revocation-unknown']);
});

test('the signer’s key usage must be for signing: CHAIN_CONSTRAINTS_FAILURE', async (t) => {
  const identity = await pki.issue({ subject, keyUsage: ['keyEncipherment'] });
  const cms = await sign({ identities: [identity] });
  t.deepEqual((await summary(inputOf(cms))).slice(0, 2), [
    'INDETERMINATE',
    'CHAIN_CONSTRAINTS_FAILURE',
  ]);
});

test('§5.5.4: a certificate that begins later is NOT_YET_VALID, an ended one OUT_OF_BOUNDS', async (t) => {
  const young = await pki.issue({ subject, notBefore: later(1) });
  const cms = await sign({ identities: [young] });
  t.deepEqual((await summary(inputOf(cms))).slice(0, 2), ['TOTAL-FAILED', 'NOT_YET_VALID']);
  const old = await pki.issue({ subject, notAfter: later(-1) });
  const [indication, sub] = await summary(inputOf(await sign({ identities: [old] })));
  t.is(indication, 'INDETERMINATE');
  t.regex(sub ?? '', /^OUT_OF_BOUNDS_/);
});

test('§5.5: expiry and revocation after the proven time do not hurt, before it they do', async (t) => {
  const own = await createPki({ now: NOW });
  const identity = await own.issue({ subject, notAfter: later(20) });
  own.revoke(identity.certificate, later(5), 'keyCompromise');
  const cms = await sign({ identities: [identity] });
  const trust = [{ certificate: own.root }];
  const evidence = {
    certificates: [],
    crls: await crlsOf(own, later(10), later(40)),
    ocspResponses: [],
  };
  const at = (time: Date, proof?: Date) =>
    verdict(
      inputOf(cms, {
        trust,
        evidence,
        time,
        ...(proof === undefined ? {} : { proofOfExistence: { time: proof, source: 'receipt' } }),
      }),
    );
  const proven = await at(later(30), later(1));
  t.is(proven.indication, 'TOTAL-PASSED', JSON.stringify(proven.reason));
  t.deepEqual([proven.timeSource, proven.bestSignatureTime], ['receipt', later(1).toISOString()]);

  const tooLate = await at(later(30), later(6));
  t.deepEqual([tooLate.indication, tooLate.subIndication], ['INDETERMINATE', 'REVOKED_NO_POE']);
  const unproven = await at(later(15));
  t.deepEqual([unproven.indication, unproven.subIndication], ['INDETERMINATE', 'REVOKED_NO_POE']);
  // A proof from the future is none.
  const future = await at(later(15), later(16));
  t.is(future.timeSource, 'validation-time');
});

test('§5.3.4: a broken signature is failed even when its certificate is revoked', async (t) => {
  const own = await createPki({ now: NOW });
  const identity = await own.issue({ subject });
  own.revoke(identity.certificate, later(-1));
  const cms = await sign({ identities: [identity] });
  const base = {
    trust: [{ certificate: own.root }],
    evidence: { certificates: [], crls: await crlsOf(own), ocspResponses: [] },
  };
  t.is((await summary(inputOf(cms, base)))[1], 'REVOKED_NO_POE');
  const content = { name: 'other', source: bytesSource(new Uint8Array(3)) };
  t.is((await summary(inputOf(cms, { ...base, content })))[0], 'TOTAL-FAILED');
});

test('each of several signers is judged for itself', async (t) => {
  const stranger = await (await pki.otherRoot()).issue({ subject });
  const cms = await sign({ identities: [rsa, stranger, ec] });
  const { signatures } = await validateSignatures(inputOf(cms));
  t.deepEqual(signatures.map(({ indication }) => indication).sort(), [
    'INDETERMINATE',
    'TOTAL-PASSED',
    'TOTAL-PASSED',
  ]);
  t.true(signatures.every(({ intact }) => intact));
});

test('a CMS without signers gives no signature, never a pass', async (t) => {
  const { encodeSignedData } = await import('../../formats/cms/encode-signed-data.ts');
  const { OID } = await import('../../formats/asn1/oids.ts');
  const cms = encodeSignedData({
    contentType: OID.data,
    certificates: [pki.issuer],
    signerInfos: [],
  });
  t.deepEqual((await validateSignatures(inputOf(cms))).signatures, []);
});

test('digests handed in are used and the document is then not read again', async (t) => {
  const reads: number[] = [];
  const source: ByteSource = {
    size: CONTENT.length,
    read: async (offset, length) => {
      reads.push(offset);
      return CONTENT.subarray(offset, offset + length);
    },
  };
  const sha256 = '2.16.840.1.101.3.4.2.1';
  const digest = await algorithms.digest(sha256)?.digest(CONTENT);
  const digests = new Map([[sha256, digest ?? new Uint8Array()]]);
  const content = { name: 'contract.pdf', source, digests };
  t.is((await summary(inputOf(await sign(), { content })))[0], 'TOTAL-PASSED');
  t.deepEqual(reads, []);
});

test('the document is read in pieces, once for all signers', async (t) => {
  const size = 5 * 1024 * 1024 + 17;
  const large = new Uint8Array(size).fill(7);
  let read = 0;
  let longest = 0;
  const source: ByteSource = {
    size,
    read: async (offset, length) => {
      read += length;
      longest = Math.max(longest, length);
      return large.subarray(offset, offset + length);
    },
  };
  const cms = await sign({ identities: [rsa, ec], content: large });
  const { signatures } = await validateSignatures(
    inputOf(cms, { content: { name: 'big', source } }),
  );
  t.true(signatures.every(({ indication }) => indication === 'TOTAL-PASSED'));
  t.is(read, size);
  t.true(longest <= 256 * 1024);
});

test('what the decision stood on comes back: certificates and both CRLs', async (t) => {
  const { used } = await judgeSignatures(inputOf(await sign()));
  t.is(used.crls.length, 2);
  t.true(used.certificates.length >= 1);
});

test('an algorithm past its end: CRYPTO_CONSTRAINTS_FAILURE_NO_POE, naming it', async (t) => {
  const algorithmsOfPolicy = defaultPolicy.algorithms.map((row) =>
    row.algorithm === 'ecdsa' ? { ...row, until: '2020-01-01' } : row,
  );
  const policy = { ...defaultPolicy, algorithms: algorithmsOfPolicy };
  const report = await verdict(inputOf(await sign(), { policy }));
  t.deepEqual(
    [report.indication, report.subIndication, report.reason.facts?.['algorithm']],
    ['INDETERMINATE', 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', 'ecdsa'],
  );
});

test('§5.5.4 step 10: algorithms are judged as of when each thing is proven to exist', async (t) => {
  const own = await createPki({ now: NOW, caKey: 'rsa' });
  const identity = await own.issue({ subject });
  const evidence = {
    certificates: [own.issuer],
    crls: await crlsOf(own, NOW, later(4000)),
    ocspResponses: [],
  };
  const after2029 = later(1500); // RSA-2048 ended on 2029-01-01
  const ask = async (chain: boolean, changes: Partial<ValidationInput>) => {
    const identities = [chain ? identity : { ...identity, chain: [] }];
    const cms = await sign({ identities });
    const trust = [{ certificate: own.root }];
    return summary(inputOf(cms, { trust, evidence, time: after2029, ...changes }));
  };
  const proofOfExistence = { time: later(1), source: 'receipt' } as const;
  // The issuer's certificate inside the file is covered by the proof of the file; beside it, it is not.
  const asked = { proofOfExistence, policy: { ...defaultPolicy, requireRevocation: false } };
  const certificatesAlone = { ...asked, evidence: { ...evidence, crls: [] } };
  t.is((await ask(true, certificatesAlone))[0], 'TOTAL-PASSED');
  t.is((await ask(false, certificatesAlone))[2], 'algorithm-expired');
  // A CRL by the same key is proven by neither: whoever has broken the key since writes another.
  t.is((await ask(true, { proofOfExistence }))[2], 'algorithm-expired');
  t.is((await ask(true, { proofOfExistence, time: later(1) }))[0], 'TOTAL-PASSED');
  const proven = { proofOfExistence, evidenceProvenAt: later(2) };
  t.is((await ask(true, proven))[0], 'TOTAL-PASSED');
  t.is((await ask(false, proven))[0], 'TOTAL-PASSED');
  t.is((await ask(false, { ...proven, evidenceProvenAt: later(1400) }))[2], 'algorithm-expired');
});

test('§5.2.6.4: the key that answers by OCSP, and the one that certified it, are judged like a CRL’s', async (t) => {
  const own = await createPki({ now: NOW, caKey: 'rsa' });
  const identity = await own.issue({ subject });
  const cms = await sign({ identities: [identity] });
  const answer = parseOcspResponse(await own.ocsp(identity.certificate, NOW, later(4000)));
  const evidence = { certificates: [], crls: [], ocspResponses: [answer] };
  const policy = { ...defaultPolicy, requireRevocation: false };
  const ask = (changes: Partial<ValidationInput>) => {
    const proofOfExistence = { time: later(1), source: 'receipt' } as const;
    const trust = [{ certificate: own.root }];
    return summary(inputOf(cms, { trust, evidence, policy, proofOfExistence, ...changes }));
  };
  t.is((await ask({ time: later(1) }))[0], 'TOTAL-PASSED');
  t.is((await ask({ time: later(1500) }))[2], 'algorithm-expired');
  t.is((await ask({ time: later(1500), evidenceProvenAt: later(1) }))[0], 'TOTAL-PASSED');
});

test('the same engine on WebCrypto, as in a browser: the same verdicts', async (t) => {
  const browser = algorithmsOf([webCrypto]);
  const changed = { name: 'contract.pdf', source: bytesSource(CONTENT.subarray(1)) };
  const pair = await sign({ identities: [rsa, ec] });
  for (const input of [
    inputOf(pair),
    inputOf(pair, { content: changed }),
    inputOf(pair, { time: later(3000) }),
    attached(await sign({ detached: false })),
    inputOf(pair, { trust: [] }),
  ]) {
    const node = await validateSignatures(input);
    const web = await validateSignatures({ ...input, algorithms: browser });
    t.deepEqual(web, node);
  }
});
