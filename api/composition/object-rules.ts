import { createHash } from 'node:crypto';
import { startStreebog } from '../../algorithms/gost/streebog/streebog.ts';
import { STREEBOG_DIGITS } from '../../storage/archive/root-texts.ts';
import type { ObjectRules } from '../../vault/archive/object-rules.ts';

/** Digests of `fixity` beside OCFL's own, by the names that the storage root explains. */
export const FIXITY_DIGESTS = new Map([
  ['streebog-256', () => startStreebog(32)],
  ['streebog-512', () => startStreebog(64)],
]);

function nodeStream(name: string) {
  const hash = createHash(name);
  return {
    update: (piece: Uint8Array) => void hash.update(piece),
    finish: () => new Uint8Array(hash.digest()),
  };
}

/** Every digest that OCFL names, and Streebog. */
export const OBJECT_RULES: ObjectRules = {
  digests: new Map([
    ...[
      ['md5', 'md5'],
      ['sha1', 'sha1'],
      ['sha256', 'sha256'],
      ['sha512', 'sha512'],
      ['blake2b-512', 'blake2b512'],
    ].map(([name = '', node = '']) => [name, () => nodeStream(node)] as const),
    ...FIXITY_DIGESTS,
  ]),
  localDigests: STREEBOG_DIGITS,
};
