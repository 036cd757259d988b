// Tokens by themselves over a file, and what judges them.
import { createGost } from '../../../algorithms/gost/provider.ts';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { encodeTimeStampRequest } from '../../../formats/tsp/request.ts';
import { parseTimeStampResponse } from '../../../formats/tsp/response.ts';
import { createPki, type TestPki } from '../../../test-fixtures/pki/create-pki.ts';
import { testTimeStampServer } from '../../../test-fixtures/pki/time-stamp-service.ts';

export const NOW = new Date('2026-03-01T10:00:00Z');
export const algorithms = algorithmsOf([nodeCrypto, createGost()]);
export const FILE = new TextEncoder().encode('Договор № 7 от 1 марта 2026 г.');
export const NONCE = Uint8Array.of(0x12, 0x34, 0x56);

export const pki = await createPki({ now: NOW });

/** Of a time-stamping authority, but for the changes. */
export const authority = (changes: Partial<Parameters<TestPki['issue']>[0]> = {}) =>
  pki.issue({
    subject: { commonName: 'ТЕСТ Служба штампов времени' },
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
    ...changes,
  });
export const tsa = await authority();

/** What the authority answers as it is asked for a token over `octets`. */
export async function answered(
  octets: Uint8Array = FILE,
  {
    identity = tsa,
    at = NOW,
    nonce,
    digestOid = OID.sha256,
  }: {
    readonly identity?: typeof tsa;
    readonly at?: Date;
    readonly nonce?: Uint8Array;
    /** SHA-1 the test authority refuses. */
    readonly digestOid?: string;
  } = {},
): Promise<Uint8Array> {
  const server = testTimeStampServer({ identity, now: () => at, algorithms });
  const algorithm = algorithms.digest(digestOid);
  if (algorithm === undefined) throw new RangeError(digestOid);
  const messageImprint = { algorithm: { oid: digestOid }, digest: await algorithm.digest(octets) };
  const asked = { messageImprint, certificate: true, ...(nonce === undefined ? {} : { nonce }) };
  return server.respond(encodeTimeStampRequest(asked));
}

/** The token that the answer brings. */
export function tokenIn(response: Uint8Array): Uint8Array {
  const { token, status } = parseTimeStampResponse(response);
  if (token === undefined) throw new RangeError(status);
  return token;
}
