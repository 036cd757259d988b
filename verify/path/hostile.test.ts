// What a stranger may send: nothing here may hang, crash, or be accepted.
import test from 'ava';
import fc from 'fast-check';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import * as der from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseOcspResponse } from '../../formats/ocsp/parse-ocsp-response.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { parseCertificate } from '../../formats/x509/parse-certificate.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import {
  basicConstraints,
  extensionDer,
  forgeCertificate,
  forgeCrl,
  forgeOcspResponse,
  newKeys,
} from '../../test-fixtures/chains/forge.ts';
import { type CertificateValidation, validateCertificate } from './validate-certificate.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const AT = new Date('2026-06-01T12:00:00Z');
const PAST = new Date('2026-06-01T11:00:00Z');
const NEXT = new Date('2026-06-02T12:00:00Z');
const SECONDS = 5_000;

const rootKeys = newKeys();
const caKeys = newKeys();
const leafKeys = newKeys();
const root = ca({ subject: 'Root', issuer: 'Root', keys: rootKeys, issuerKeys: rootKeys });
const issuing = ca({ subject: 'CA', issuer: 'Root', keys: caKeys, issuerKeys: rootKeys });
const leaf = forgeCertificate({
  subject: 'Leaf',
  issuer: 'CA',
  keys: leafKeys,
  issuerKeys: caKeys,
  serial: 7,
});

function ca(
  wish: Omit<Parameters<typeof forgeCertificate>[0], 'extensions'>,
  extensions: readonly Uint8Array[] = [],
): Certificate {
  return forgeCertificate({ ...wish, extensions: [basicConstraints(), ...extensions] });
}

function judge(changes: Partial<CertificateValidation>) {
  return validateCertificate({
    leaf,
    trust: [{ certificate: root }],
    purpose: 'any',
    evidence: { certificates: [issuing], crls: [], ocspResponses: [] },
    at: AT,
    algorithms,
    requireRevocation: false,
    leafValidity: 'check',
    ...changes,
  });
}

/** Runs `decide` and refuses to have taken longer than any decision may. */
async function promptly<T>(decide: () => Promise<T>): Promise<T> {
  // Of this thread alone: a busy machine or other tests do not count.
  const start = process.threadCpuUsage();
  const result = await decide();
  const { user } = process.threadCpuUsage(start);
  if (user > SECONDS * 1000) throw new Error(`took ${(user / 1000).toFixed(0)} ms of this thread`);
  return result;
}

test('forty CAs that certify each other and no anchor: a limit is told, not a hang', async (t) => {
  const names = Array.from({ length: 40 }, (_, n) => ({ name: `CA${n}`, keys: newKeys() }));
  const crossed = names.flatMap((subject) =>
    names
      .filter((issuer) => issuer !== subject)
      .map((issuer) =>
        ca({
          subject: subject.name,
          issuer: issuer.name,
          keys: subject.keys,
          issuerKeys: issuer.keys,
        }),
      ),
  );
  const [first] = names;
  if (first === undefined) return;
  const target = forgeCertificate({
    subject: 'Leaf',
    issuer: first.name,
    keys: leafKeys,
    issuerKeys: first.keys,
  });
  const evidence = { certificates: crossed, crls: [], ocspResponses: [] };
  const result = await promptly(() => judge({ leaf: target, evidence }));
  t.is(result.indication, 'INDETERMINATE');
  t.is(result.reason.code, 'path-limit', JSON.stringify(result.reason));
});

test('three hundred issuers of one name: the right one is found by the key identifier', async (t) => {
  const identifier = (octet: number) =>
    extensionDer(OID.subjectKeyIdentifier, der.octetString(Uint8Array.of(octet, 1, 2, 3)));
  const others = Array.from({ length: 300 }, () => {
    const keys = newKeys();
    return ca({ subject: 'CA', issuer: 'Root', keys, issuerKeys: rootKeys }, [identifier(9)]);
  });
  const own = ca({ subject: 'CA', issuer: 'Root', keys: caKeys, issuerKeys: rootKeys }, [
    identifier(5),
  ]);
  const authority = der.sequence(der.raw(0x80, Uint8Array.of(5, 1, 2, 3)));
  const target = forgeCertificate({
    subject: 'Leaf',
    issuer: 'CA',
    keys: leafKeys,
    issuerKeys: caKeys,
    extensions: [extensionDer(OID.authorityKeyIdentifier, authority)],
  });
  const evidence = { certificates: [...others, own], crls: [], ocspResponses: [] };
  const result = await promptly(() => judge({ leaf: target, evidence }));
  t.is(result.indication, 'PASSED', JSON.stringify(result.reason));
});

test('five thousand certificates under one name that differ in their last octets', async (t) => {
  const bag = Array.from({ length: 5000 }, (_, index) => {
    const octets = Uint8Array.from(leaf.der);
    new DataView(octets.buffer).setUint32(octets.length - 4, index);
    return parseCertificate(octets);
  });
  const evidence = { certificates: [issuing, ...bag], crls: [], ocspResponses: [] };
  t.is((await promptly(() => judge({ evidence }))).indication, 'PASSED');
});

test('a path longer than the limit is told as a limit', async (t) => {
  const chain = [{ name: 'Root', keys: rootKeys }];
  const certificates: Certificate[] = [];
  for (let n = 0; n < 40; n += 1) {
    const issuer = chain.at(-1);
    if (issuer === undefined) return;
    const keys = newKeys();
    const names = { subject: `Long${n}`, issuer: issuer.name, keys, issuerKeys: issuer.keys };
    certificates.push(ca(names));
    chain.push({ name: `Long${n}`, keys });
  }
  const target = certificates.at(-1) ?? leaf;
  const evidence = { certificates, crls: [], ocspResponses: [] };
  const { indication, reason } = await promptly(() => judge({ leaf: target, evidence }));
  t.is(indication, 'INDETERMINATE');
  t.like(reason, { code: 'path-limit', facts: { limit: 'depth' } });
});

test('a candidate longer than the limit hides none that is shorter', async (t) => {
  const certificates: Certificate[] = [];
  let above = { name: 'Nobody', keys: newKeys() };
  for (let n = 0; n < 30; n += 1) {
    const below = { name: `Long${n}`, keys: newKeys() };
    const names = { subject: below.name, keys: below.keys };
    certificates.push(ca({ ...names, issuer: above.name, issuerKeys: above.keys }));
    above = below;
  }
  const crossed = ca({
    subject: 'CA',
    keys: caKeys,
    issuer: above.name,
    issuerKeys: above.keys,
  });
  const evidence = { crls: [], ocspResponses: [] };
  const both = { ...evidence, certificates: [crossed, ...certificates, issuing] };
  const result = await judge({ evidence: both });
  t.is(result.indication, 'PASSED', JSON.stringify(result.reason));
  t.true(result.tried.some(({ reason }) => reason.code === 'path-limit'));
  // Where none holds, the one that was not followed to its end may: the question stays open.
  const without = await judge({
    evidence: { ...evidence, certificates: both.certificates.slice(0, -1) },
  });
  t.like(without.reason, { code: 'path-limit', facts: { limit: 'depth' } });
});

test('of thousands of candidates that fell some are told, and how many are not', async (t) => {
  const others = Array.from({ length: 250 }, () =>
    ca({ subject: 'CA', issuer: 'Root', keys: newKeys(), issuerKeys: rootKeys }),
  );
  const evidence = { certificates: others, crls: [], ocspResponses: [] };
  const result = await judge({ evidence });
  t.is(result.reason.code, 'certificate-signature-invalid');
  t.is(result.tried.length, 100);
  t.is(result.notTold, 150);
});

/** A distribution point, or an issuing one, with so many names. */
const pointNames = (count: number, prefix: string) =>
  der.explicit(
    0,
    der.implicit(
      0,
      der.sequence(
        ...Array.from({ length: count }, (_, n) =>
          der.implicit(6, der.ia5String(`http://x/${prefix}${n}`)),
        ),
      ),
    ),
  );

test('distribution points times their names, by lists: over the limit of comparisons it is not decided', async (t) => {
  const points = Array.from({ length: 240 }, (_, n) => der.sequence(pointNames(20, `p${n}.`)));
  const target = forgeCertificate({
    subject: 'Leaf',
    issuer: 'CA',
    keys: leafKeys,
    issuerKeys: caKeys,
    extensions: [extensionDer(OID.crlDistributionPoints, der.sequence(...points))],
  });
  const issuingPoint = extensionDer(
    OID.issuingDistributionPoint,
    der.sequence(pointNames(2000, 'q')),
    true,
  );
  const lists = Array.from({ length: 60 }, (_, n) =>
    forgeCrl({
      issuer: 'CA',
      keys: caKeys,
      thisUpdate: PAST,
      nextUpdate: NEXT,
      extensions: [issuingPoint, extensionDer(OID.crlNumber, der.integer(n))],
    }),
  );
  const evidence = { certificates: [issuing], crls: lists, ocspResponses: [] };
  const { reason } = await promptly(() =>
    judge({ leaf: target, evidence, requireRevocation: 'leaf' }),
  );
  t.like(reason, { code: 'path-limit', facts: { limit: 'nameComparisons' } });
});

test('thousands of responders that an answer may be by: over the limit of candidates it is not decided', async (t) => {
  const purpose = extensionDer(OID.extendedKeyUsage, der.sequence(der.oid(OID.kpOcspSigning)));
  const one = forgeCertificate({
    subject: 'Responder',
    issuer: 'CA',
    keys: newKeys(),
    issuerKeys: caKeys,
    extensions: [purpose],
  });
  const bag = Array.from({ length: 3000 }, (_, index) => {
    const octets = Uint8Array.from(one.der);
    new DataView(octets.buffer).setUint32(octets.length - 4, index);
    return parseCertificate(octets);
  });
  const answers = Array.from({ length: 10 }, () =>
    forgeOcspResponse({
      certificate: leaf,
      issuerKeys: caKeys,
      responder: 'Nobody',
      keys: leafKeys,
      thisUpdate: PAST,
      nextUpdate: NEXT,
      status: 'good',
      certificates: bag,
    }),
  );
  const evidence = { certificates: [issuing], crls: [], ocspResponses: answers };
  const { reason } = await promptly(() => judge({ evidence, requireRevocation: 'leaf' }));
  t.like(reason, { code: 'path-limit', facts: { limit: 'candidates' } });
});

test('RFC 9618: policy mappings that would make the tree of RFC 5280 grow as 12 to the 14th', async (t) => {
  const policies = Array.from({ length: 12 }, (_, n) => der.oid(`1.2.3.${n}`));
  const all = extensionDer(
    OID.certificatePolicies,
    der.sequence(...policies.map((one) => der.sequence(one))),
  );
  const mappings = extensionDer(
    OID.policyMappings,
    der.sequence(...policies.flatMap((a) => policies.map((b) => der.sequence(a, b)))),
  );
  let issuer = { name: 'Root', keys: rootKeys };
  const certificates: Certificate[] = [];
  for (let n = 0; n < 14; n += 1) {
    const keys = newKeys();
    const names = { subject: `P${n}`, issuer: issuer.name, keys, issuerKeys: issuer.keys };
    certificates.push(ca(names, [all, mappings]));
    issuer = { name: `P${n}`, keys };
  }
  const target = certificates.at(-1) ?? leaf;
  const evidence = { certificates, crls: [], ocspResponses: [] };
  const result = await promptly(() => judge({ leaf: target, evidence, explicitPolicy: true }));
  t.is(result.indication, 'PASSED', JSON.stringify(result.reason));
});

test('name constraints times names: over the limit of comparisons the path is not decided', async (t) => {
  const trees = Array.from({ length: 3000 }, (_, n) =>
    der.sequence(der.implicit(2, der.ia5String(`x${n}.test`))),
  );
  const constraints = extensionDer(
    OID.nameConstraints,
    der.sequence(der.implicit(1, der.sequence(...trees))),
    true,
  );
  const names = Array.from({ length: 3000 }, (_, n) =>
    der.implicit(2, der.ia5String(`t${n}.test`)),
  );
  const target = forgeCertificate({
    subject: 'Leaf',
    issuer: 'CA',
    keys: leafKeys,
    issuerKeys: caKeys,
    extensions: [extensionDer(OID.subjectAltName, der.sequence(...names))],
  });
  const constrained = ca({ subject: 'CA', issuer: 'Root', keys: caKeys, issuerKeys: rootKeys }, [
    constraints,
  ]);
  const evidence = { certificates: [constrained], crls: [], ocspResponses: [] };
  const { reason } = await promptly(() => judge({ leaf: target, evidence }));
  t.like(reason, { code: 'path-limit', facts: { limit: 'nameComparisons' } });
});

test('two CRL issuers whose statuses hang on each other are unknown, not good', async (t) => {
  const keys = [newKeys(), newKeys()] as const;
  const crlSign = extensionDer(OID.keyUsage, der.bitString(Uint8Array.of(0x02), 1), true);
  const names = ['Crl A', 'Crl B'] as const;
  const pointTo = (issuer: string) =>
    extensionDer(
      OID.crlDistributionPoints,
      der.sequence(der.sequence(der.implicit(2, der.sequence(directory(issuer))))),
    );
  const issuers = names.map((subject, n) =>
    forgeCertificate({
      subject,
      issuer: 'CA',
      keys: keys[n === 0 ? 0 : 1],
      issuerKeys: caKeys,
      serial: 20 + n,
      extensions: [crlSign, pointTo(names[n === 0 ? 1 : 0])],
    }),
  );
  const indirect = extensionDer(
    OID.issuingDistributionPoint,
    der.sequence(der.raw(0x84, Uint8Array.of(0xff))),
    true,
  );
  const crls = names.map((issuer, n) =>
    forgeCrl({
      issuer,
      keys: keys[n === 0 ? 0 : 1],
      thisUpdate: PAST,
      nextUpdate: NEXT,
      extensions: [indirect],
    }),
  );
  const target = forgeCertificate({
    subject: 'Leaf',
    issuer: 'CA',
    keys: leafKeys,
    issuerKeys: caKeys,
    serial: 30,
    extensions: [pointTo('Crl A')],
  });
  const evidence = { certificates: [issuing, ...issuers], crls, ocspResponses: [] };
  const result = await promptly(() => judge({ leaf: target, evidence, requireRevocation: 'leaf' }));
  t.like(result.reason, {
    code: 'revocation-unknown',
    facts: { detail: 'signer-status-unknown' },
  });
});

/** Issuers of indirect lists, the status of the first by the list of the second, and so on; a list of each. */
function nestedIssuers(count: number, toldBy: (n: number) => readonly number[]) {
  const crlSign = extensionDer(OID.keyUsage, der.bitString(Uint8Array.of(0x02), 1), true);
  const indirect = extensionDer(
    OID.issuingDistributionPoint,
    der.sequence(der.raw(0x84, Uint8Array.of(0xff))),
    true,
  );
  const named = Array.from({ length: count }, (_, n) => ({ issuer: `Crl ${n}`, keys: newKeys() }));
  return {
    certificates: named.map(({ issuer: subject, keys }, n) =>
      forgeCertificate({
        subject,
        issuer: 'CA',
        keys,
        issuerKeys: caKeys,
        serial: 20 + n,
        extensions: [crlSign, listsOf(toldBy(n))],
      }),
    ),
    crls: named.map((wish) =>
      forgeCrl({ ...wish, thisUpdate: PAST, nextUpdate: NEXT, extensions: [indirect] }),
    ),
  };
}

function listsOf(issuers: readonly number[]): Uint8Array {
  const points = issuers.map((n) =>
    der.sequence(der.implicit(2, der.sequence(directory(`Crl ${n}`)))),
  );
  return extensionDer(OID.crlDistributionPoints, der.sequence(...points));
}

test('statuses that hang on each other beyond the limit: told as such, and what another list tells counts', async (t) => {
  const { certificates, crls } = nestedIssuers(10, (n) => [n + 1]);
  const target = forgeCertificate({
    subject: 'Leaf',
    issuer: 'CA',
    keys: leafKeys,
    issuerKeys: caKeys,
    extensions: [listsOf([0])],
  });
  const judged = async (lists: typeof crls) => {
    const evidence = { certificates: [issuing, ...certificates], crls: lists, ocspResponses: [] };
    return promptly(() => judge({ leaf: target, evidence, requireRevocation: 'leaf' }));
  };
  t.like((await judged(crls)).reason, {
    code: 'revocation-unknown',
    facts: { detail: 'nested-too-deep' },
  });
  const own = forgeCrl({ issuer: 'CA', keys: caKeys, thisUpdate: PAST, nextUpdate: NEXT });
  t.is((await judged([...crls, own])).indication, 'PASSED');
});

test('sixteen CRL issuers, the status of each told by all others: bounded, not good', async (t) => {
  const all = Array.from({ length: 16 }, (_, n) => n);
  const { certificates, crls } = nestedIssuers(all.length, () => all);
  const target = forgeCertificate({
    subject: 'Leaf',
    issuer: 'CA',
    keys: leafKeys,
    issuerKeys: caKeys,
    extensions: [listsOf(all)],
  });
  const evidence = { certificates: [issuing, ...certificates], crls, ocspResponses: [] };
  const result = await promptly(() => judge({ leaf: target, evidence, requireRevocation: 'leaf' }));
  t.is(result.indication, 'INDETERMINATE');
  t.like(result.reason, { code: 'path-limit' });
});

function directory(commonName: string): Uint8Array {
  const pair = der.sequence(der.oid(OID.commonName), der.utf8String(commonName));
  return der.explicit(4, der.sequence(der.setOf([pair])));
}

/** `bytes` with one bit of each octet in turn changed. */
function* flips(bytes: Uint8Array): Generator<[number, Uint8Array]> {
  for (let at = 0; at < bytes.length; at += 1) {
    yield [at, bytes.with(at, (bytes[at] ?? 0) ^ (1 << (at % 8)))];
  }
}

const crl = forgeCrl({ issuer: 'CA', keys: caKeys, thisUpdate: PAST, nextUpdate: NEXT });
const answer = forgeOcspResponse({
  certificate: leaf,
  issuerKeys: caKeys,
  responder: 'CA',
  keys: caKeys,
  thisUpdate: PAST,
  nextUpdate: NEXT,
  status: 'good',
});

const byCrl = { certificates: [issuing], crls: [crl], ocspResponses: [] };
const byOcsp = { certificates: [issuing], crls: [], ocspResponses: [answer] };
const mutations: readonly {
  readonly what: string;
  readonly der: Uint8Array;
  readonly input: (der: Uint8Array) => Partial<CertificateValidation>;
}[] = [
  {
    what: 'leaf',
    der: leaf.der,
    input: (bytes) => ({ leaf: parseCertificate(bytes), evidence: byCrl }),
  },
  {
    what: 'issuer',
    der: issuing.der,
    input: (bytes) => ({ evidence: { ...byCrl, certificates: [parseCertificate(bytes)] } }),
  },
  {
    what: 'CRL',
    der: crl.der,
    input: (bytes) => ({ evidence: { ...byCrl, crls: [parseCrl(bytes)] } }),
  },
  {
    what: 'OCSP response',
    der: answer.der,
    input: (bytes) => ({ evidence: { ...byOcsp, ocspResponses: [parseOcspResponse(bytes)] } }),
  },
];

for (const { what, der: original, input } of mutations) {
  test(`no octet of the ${what} may change`, async (t) => {
    const settings = { requireRevocation: 'leaf' } as const;
    const untouched = await judge({ ...settings, ...input(original) });
    t.is(untouched.indication, 'PASSED', JSON.stringify(untouched.reason));
    for (const [at, bytes] of flips(original)) {
      try {
        const result = await judge({ ...settings, ...input(bytes) });
        t.not(result.indication, 'PASSED', `octet ${at}`);
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
      }
    }
    t.pass();
  });
}

const EXTENSIONS = [
  OID.basicConstraints,
  OID.keyUsage,
  OID.nameConstraints,
  OID.subjectAltName,
  OID.certificatePolicies,
  OID.policyMappings,
  OID.policyConstraints,
  OID.inhibitAnyPolicy,
  OID.crlDistributionPoints,
  OID.authorityKeyIdentifier,
];

test('whatever stands in an extension of a CA, the answer is a value', async (t) => {
  const arbitrary = fc.record({
    oid: fc.constantFrom(...EXTENSIONS),
    value: fc.uint8Array({ maxLength: 40 }),
    critical: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(arbitrary, async ({ oid, value, critical }) => {
      const odd = forgeCertificate({
        subject: 'CA',
        issuer: 'Root',
        keys: caKeys,
        issuerKeys: rootKeys,
        extensions: [
          ...(oid === OID.basicConstraints ? [] : [basicConstraints()]),
          extensionDer(oid, value, critical),
        ],
      });
      const evidence = { certificates: [odd], crls: [crl], ocspResponses: [] };
      const { indication } = await judge({ evidence, requireRevocation: true });
      return indication === 'PASSED' || indication === 'INDETERMINATE';
    }),
    { numRuns: 300 },
  );
  t.pass();
});
