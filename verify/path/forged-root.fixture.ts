// A forged root, and the moment at which it is asked about: for the tests of paths and of revocation.
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { basicConstraints, forgeCertificate, newKeys } from '../../test-fixtures/chains/forge.ts';

export const algorithms = algorithmsOf([nodeCrypto]);
export const AT = new Date('2026-06-01T12:00:00Z');
export const HOUR = 3_600_000;
export const before = (hours: number) => new Date(AT.getTime() - hours * HOUR);
export const after = (hours: number) => new Date(AT.getTime() + hours * HOUR);

export const rootKeys = newKeys();
export const root = forgeCertificate({
  subject: 'Root',
  issuer: 'Root',
  keys: rootKeys,
  issuerKeys: rootKeys,
  extensions: [basicConstraints()],
});
