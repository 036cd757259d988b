// Beyond the letter of EN 319 102-1 §5.5.4: see revoked-authorities.md.
import type { PathResult } from '../path/validate-certificate.ts';
import { areNamed } from './references-in-path.ts';
import type { SignatureFacts } from './signature-facts.ts';
import { type SignerValidation, validateSigner } from './validate-signer.ts';

type Asked = Parameters<typeof validateSigner>[0];
type Signer = Pick<SignatureFacts, 'signer'>;

/**
 * As `validateSigner`; where a certificate of the path is proven only since a time after the control time, no authority
 * above it may have been lost by then: whoever has its key issues certificates of any date.
 */
export async function validateSignerSince(facts: Signer, asked: Asked): Promise<SignerValidation> {
  const found = await validateSigner(asked);
  const late = found.path && (await certifiedLate(found.path, facts, asked));
  if (late === undefined) return found;
  const then = await validateSigner({ ...asked, controlTime: late.since });
  return then.path !== undefined && isLost(then.path, late) ? then : found;
}

interface Late {
  /** Of the lowest such certificate in the path. */
  readonly index: number;
  readonly since: Date;
  /** When the first of the authorities above it ends; undefined: there is the anchor alone. */
  readonly ends: Date | undefined;
}

/** Undefined: all that authorities below the anchor certified is as old as the signature. */
async function certifiedLate(
  { indication, path }: PathResult,
  facts: Signer,
  { controlTime, validationTime, existence, algorithms }: Asked,
): Promise<Late | undefined> {
  // Nothing is proven later than now.
  if (indication !== 'PASSED' || controlTime >= validationTime) return undefined;
  let late: Late | undefined;
  // What the anchor's own key signed can be had at any time.
  for (const [index, certificate] of path.slice(0, -2).entries()) {
    const proven = existence(certificate);
    if (proven <= controlTime || (await areNamed([certificate], facts, algorithms))) continue;
    const ends = path.slice(index + 1, -1).map(({ notAfter }) => notAfter);
    const [first] = ends.sort((a, b) => +a - +b);
    const since = late !== undefined && late.since > proven ? late.since : proven;
    late = { index: late?.index ?? index, since, ends: late?.ends ?? first };
  }
  return late;
}

/** Ended, revoked, or trusted no more. */
function isLost({ subIndication, revocation }: PathResult, { index, since, ends }: Late): boolean {
  if (ends !== undefined && ends < since) return true;
  if (subIndication === 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE') return true;
  const revoked = revocation.findIndex(({ status }) => status === 'revoked');
  return subIndication === 'REVOKED_CA_NO_POE' && revoked > index;
}
