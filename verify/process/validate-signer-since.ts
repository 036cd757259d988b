// Beyond the letter of EN 319 102-1 §5.5.4: see revoked-authorities.md.
import { nameToText } from '../../formats/x509/name.ts';
import { type PathResult, validateCertificate } from '../path/validate-certificate.ts';
import type { SubIndication } from '../report/report.ts';
import { Block } from './block.ts';
import { isNamed } from './references-in-path.ts';
import type { SignatureFacts } from './signature-facts.ts';
import { type SignerValidation, validateSigner } from './validate-signer.ts';

type Asked = Parameters<typeof validateSigner>[0];
type Signer = Pick<SignatureFacts, 'signer'>;

/**
 * As `validateSigner`; where a certificate of the path is proven only since a time after the control time, the authority
 * that issued it may not have been lost by then: whoever has its key issues certificates of any date.
 */
export async function validateSignerSince(facts: Signer, asked: Asked): Promise<SignerValidation> {
  const found = await validateSigner(asked);
  const { path } = found;
  // Nothing is proven later than now.
  if (path?.indication !== 'PASSED' || asked.controlTime >= asked.validationTime) return found;
  // What the anchor's own key signed can be had at any time.
  for (const [index, certificate] of path.path.slice(0, -2).entries()) {
    const since = asked.existence(certificate);
    if (since <= asked.controlTime) continue;
    if (await isNamed({ certificate, since }, facts, asked)) continue;
    const lost = await lostBy(since, path.path[index + 1], asked);
    if (lost !== undefined) return fallen(path, lost, asked);
  }
  return found;
}

type Lost = Required<Pick<PathResult, 'subIndication' | 'reason'>> &
  Pick<PathResult, 'revocationTime'>;

/** How a path falls of which an authority, or one above it, was revoked, had ended, or is trusted no more. */
async function lostBy(
  at: Date,
  authority: PathResult['path'][number] | undefined,
  { trust, evidence, validationTime, algorithms, policy, work }: Asked,
): Promise<Lost | undefined> {
  if (authority === undefined) return undefined;
  const { subIndication, reason, revocationTime } = await validateCertificate({
    leaf: authority,
    ...{ trust, evidence, at, algorithms },
    purpose: 'any',
    latestEvidence: validationTime,
    requireRevocation: policy.requireRevocation ?? true,
    leafValidity: 'report',
    ...(policy.revocationFreshness === undefined
      ? {}
      : { revocationFreshness: policy.revocationFreshness }),
    ...(work === undefined ? {} : { work }),
  });
  const falls = subIndication && FALLS.get(subIndication);
  if (falls === undefined) return undefined;
  if (falls === 'CERTIFICATE_CHAIN_GENERAL_FAILURE' && reason.code !== 'certificate-expired') {
    return undefined;
  }
  const facts = { certificate: nameToText(authority.subject), ...reason.facts };
  const told = revocationTime === undefined ? {} : { revocationTime };
  return { subIndication: falls, reason: { ...reason, facts }, ...told };
}

/** What the status of an authority makes of the path below it; of others nothing is known. */
const FALLS: ReadonlyMap<SubIndication, SubIndication> = new Map<SubIndication, SubIndication>([
  ['REVOKED_NO_POE', 'REVOKED_CA_NO_POE'],
  ['REVOKED_CA_NO_POE', 'REVOKED_CA_NO_POE'],
  ['OUT_OF_BOUNDS_NO_POE', 'CERTIFICATE_CHAIN_GENERAL_FAILURE'],
  ['OUT_OF_BOUNDS_NOT_REVOKED', 'CERTIFICATE_CHAIN_GENERAL_FAILURE'],
  ['CERTIFICATE_CHAIN_GENERAL_FAILURE', 'CERTIFICATE_CHAIN_GENERAL_FAILURE'],
  ['NO_CERTIFICATE_CHAIN_FOUND_NO_POE', 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE'],
]);

function fallen(found: PathResult, lost: Lost, { policy }: Asked): SignerValidation {
  const block = new Block(policy);
  const { subIndication, reason } = lost;
  block.check('path', { subIndication, reason });
  const { checked: _, ...path } = found;
  return { block, path: { ...path, ...lost, indication: 'INDETERMINATE' } };
}
