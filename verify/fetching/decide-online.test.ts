import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import * as der from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { parseLargeCrl } from '../../formats/x509/parse-large-crl.ts';
import {
  basicConstraints,
  crlDer,
  extensionDer,
  forgeCertificate,
  forgeOcspResponse,
  newKeys,
} from '../../test-fixtures/chains/forge.ts';
import type { PathResult } from '../path/path-result.ts';
import { validateCertificate } from '../path/validate-certificate.ts';
import type { Evidence, EvidenceRequest, EvidenceSource } from '../process/evidence.ts';
import { indexCrl } from '../revocation/crl-index.ts';
import { decideOnline, decideWithFetched } from './decide-online.ts';

const AT = new Date('2026-06-01T12:00:00Z');
const hours = (count: number) => new Date(AT.getTime() + count * 3_600_000);
const keys = newKeys();
const names = { issuer: 'Root', keys, issuerKeys: keys };
const root = forgeCertificate({ ...names, subject: 'Root', extensions: [basicConstraints()] });
const leaf = forgeCertificate({ ...names, subject: 'Leaf', keys: newKeys(), serial: 7 });

/** A list that stays on the disk, with the leaf on it or another certificate. */
async function listed(serial: number): Promise<Evidence> {
  const revoked = [{ serial, at: hours(-9), reason: 1 }];
  const times = { thisUpdate: hours(-2), nextUpdate: hours(2) };
  const large = await parseLargeCrl(
    bytesSource(crlDer({ issuer: 'Root', keys, ...times, revoked })),
  );
  const indexedCrls = [{ ...large, index: await indexCrl(large) }];
  return { certificates: [], crls: [], ocspResponses: [], indexedCrls };
}

/** Answers once, as an OCSP responder that does not know of the revocation yet. */
const saysGood: EvidenceSource = {
  fetch: async () => ({
    certificates: [],
    crls: [],
    ocspResponses: [
      forgeOcspResponse({
        certificate: leaf,
        issuerKeys: keys,
        responder: 'Root',
        keys,
        thisUpdate: hours(-1),
        nextUpdate: hours(1),
        status: 'good',
      }),
    ],
    failures: [],
  }),
};

const saysNothing = { certificates: [], crls: [], ocspResponses: [], failures: [] };

const decide = (evidence: Evidence) => decideOf(leaf, evidence);

const decideOf = (target: Certificate, evidence: Evidence) =>
  validateCertificate({
    leaf: target,
    trust: [{ certificate: root }],
    purpose: 'any',
    evidence,
    at: AT,
    algorithms: algorithmsOf([nodeCrypto]),
    requireRevocation: true,
    leafValidity: 'check',
  });

/** Where a certificate says that its issuer is found. */
const issuerAt = (url: string) =>
  extensionDer(
    OID.authorityInfoAccess,
    der.sequence(der.sequence(der.oid(OID.adCaIssuers), der.implicit(6, der.ia5String(url)))),
  );

/** What is asked of a source that has nothing. */
async function asked(input: Parameters<typeof decideBy>[0]) {
  const questions: EvidenceRequest['certificates'][number][] = [];
  const source: EvidenceSource = {
    fetch: async ({ certificates }) => {
      questions.push(...certificates);
      return { certificates: [], crls: [], ocspResponses: [], failures: [] };
    },
  };
  const { certificates } = input;
  const given = { certificates, crls: [], ocspResponses: [] };
  const decision = await decideOnline(given, decideBy(input), source);
  return { questions, ...decision };
}

function decideBy({ target }: { target: Certificate; certificates: readonly Certificate[] }) {
  return (evidence: Evidence) => decideOf(target, evidence);
}

test('nothing is fetched that a certificate names which signed nothing of the path', async (t) => {
  const caKeys = newKeys();
  const target = forgeCertificate({
    subject: 'Leaf',
    issuer: 'CA',
    keys: newKeys(),
    issuerKeys: caKeys,
    extensions: [issuerAt('http://a.test/leaf')],
  });
  const authority = (keys: typeof caKeys, url: string) =>
    forgeCertificate({
      ...{ subject: 'CA', issuer: 'Other', keys, issuerKeys: newKeys() },
      extensions: [basicConstraints(), issuerAt(url)],
    });
  const own = authority(caKeys, 'http://a.test/own');
  const stranger = authority(newKeys(), 'http://a.test/stranger');
  const { questions } = await asked({ target, certificates: [own, stranger] });
  t.true(questions.some(({ certificate }) => certificate === target));
  t.true(questions.some(({ certificate, issuer }) => certificate === target && issuer === own));
  t.true(questions.some(({ certificate }) => certificate === own));
  t.false(questions.some(({ certificate }) => certificate === stranger));
  t.false(questions.some(({ issuer }) => issuer === stranger));
});

test('questions over the limit are not asked, and that is told', async (t) => {
  const caKeys = newKeys();
  const target = forgeCertificate({
    ...{ subject: 'Leaf', issuer: 'CA', keys: newKeys(), issuerKeys: caKeys },
  });
  const certificates = Array.from({ length: 80 }, (_, serial) =>
    forgeCertificate({
      ...{ subject: 'CA', issuer: `Other ${serial}`, keys: caKeys, issuerKeys: newKeys(), serial },
      extensions: [basicConstraints(), issuerAt(`http://a.test/${serial}`)],
    }),
  );
  const { questions, failures } = await asked({ target, certificates });
  t.is(questions.length, 64);
  t.is(failures.length, 1);
  t.regex(failures[0]?.reason ?? '', /over 64 questions/);
});

test('of thousands that a place answers with each is looked for once, and counts once', async (t) => {
  const many = 2000;
  let looks = 0;
  const numbered = (serial: number): Certificate => {
    const octets = Uint8Array.of(serial >> 8, serial);
    return {
      ...leaf,
      get der() {
        looks += 1;
        return octets;
      },
    };
  };
  const numbers = (first: number) => Array.from({ length: many }, (_, at) => numbered(first + at));
  const given = { certificates: numbers(0), crls: [], ocspResponses: [] };
  // Half of them are at hand, and all come twice.
  const certificates = [...numbers(many / 2), ...numbers(many / 2)];
  const source = { fetch: async () => ({ ...saysNothing, certificates }) };
  let last: Evidence = given;
  const question = {
    decide: async (evidence: Evidence) => {
      last = evidence;
      return decideOf(leaf, saysNothing);
    },
    openPaths: (result: PathResult) => [result],
  };
  await decideWithFetched(given, question, source);
  t.is(last.certificates.length, many + many / 2);
  t.true(looks < 100 * many, `${looks} looks`);
});

test('a revocation in a large CRL that was given stands, whatever is fetched', async (t) => {
  const { result } = await decideOnline(await listed(7), decide, saysGood);
  t.is(result.indication, 'INDETERMINATE');
  t.is(result.reason.code, 'certificate-revoked');
});

test('its twin: with another certificate on the list, or with none, the answer that is fetched counts', async (t) => {
  const other = await decideOnline(await listed(8), decide, saysGood);
  t.is(other.result.indication, 'PASSED', JSON.stringify(other.result.reason));
  const none = { certificates: [], crls: [], ocspResponses: [] };
  t.is((await decideOnline(none, decide, saysGood)).result.indication, 'PASSED');
});
