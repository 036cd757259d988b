import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { parseLargeCrl } from '../../formats/x509/parse-large-crl.ts';
import {
  basicConstraints,
  crlDer,
  forgeCertificate,
  forgeOcspResponse,
  newKeys,
} from '../../test-fixtures/chains/forge.ts';
import { validateCertificate } from '../path/validate-certificate.ts';
import type { Evidence, EvidenceSource } from '../process/evidence.ts';
import { indexCrl } from '../revocation/crl-index.ts';
import { decideOnline } from './decide-online.ts';

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

const decide = (evidence: Evidence) =>
  validateCertificate({
    leaf,
    trust: [{ certificate: root }],
    purpose: 'any',
    evidence,
    at: AT,
    algorithms: algorithmsOf([nodeCrypto]),
    requireRevocation: true,
    leafValidity: 'check',
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
