import type { Algorithms } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { FormatError } from '../../../formats/format-error.ts';
import type { TstInfo } from '../../../formats/tsp/time-stamp.ts';
import type { TimeStampToken } from '../../../formats/tsp/token.ts';
import { accuracyOf } from '../../../formats/tsp/token-order.ts';
import type { Certificate, Name } from '../../../formats/x509/certificate.ts';
import {
  basicConstraints,
  extendedKeyUsage,
  findExtension,
  subjectAltName,
} from '../../../formats/x509/extensions.ts';
import type { AlgorithmUse } from '../../policy/algorithm-limits.ts';
import type { Policy } from '../../policy/policy.ts';
import { Block, type Failure, failure } from '../block.ts';
import { algorithmFailure, digestUse } from '../certificate-algorithms.ts';
import { sameName } from '../cms/signer-reference.ts';
import type { EmbeddedTimeStamp, Stamped } from '../signature-facts.ts';
import type { Imprints } from './imprints.ts';

export interface TokenCheck {
  readonly info: TstInfo;
  readonly token: TimeStampToken;
  /** Octets whose digest the imprint must be. */
  readonly over: EmbeddedTimeStamp['over'];
  /** Absent when it was not found. */
  readonly certificate: Certificate | undefined;
  /** At which the token is judged. */
  readonly controlTime: Date;
  /** Now, as far as the caller says. */
  readonly validationTime: Date;
  readonly algorithms: Algorithms;
  readonly policy: Policy;
  readonly imprints: Imprints;
}

export interface CheckedToken {
  readonly block: Block;
  /** What the imprint is over; absent: it is not of what it must be of. */
  readonly covered?: Stamped['covered'];
}

/** RFC 3161 §2.3, §2.4.2: what a token must keep beside being a good signature. Throws PathLimitError. */
export async function checkToken(check: TokenCheck): Promise<CheckedToken> {
  const { info, certificate, policy, controlTime } = check;
  const block = new Block(policy);
  const stamped = await check.imprints.stampedBy(check.token, check.over);
  block.check('message-imprint', 'subIndication' in stamped ? stamped : undefined);
  block.check(
    'imprint-algorithm',
    algorithmFailure(digestUses(check), controlTime, policy.algorithms),
  );
  if (certificate !== undefined) {
    block.check('time-stamp-certificate', purposeFailure(certificate));
    block.check('gen-time-in-validity', outsideValidity(info, certificate));
    block.check('tsa-name', nameFailure(info, certificate));
  }
  block.check('gen-time-not-in-future', fromFuture(check));
  return 'subIndication' in stamped ? { block } : { block, covered: stamped.covered };
}

/** Of the imprint, and of what stands under it by digests of its own: the weakest link proves nothing more. */
function digestUses({ info, over, token, algorithms }: TokenCheck): AlgorithmUse[] {
  const inside = over instanceof Uint8Array ? [] : (over.digests?.(token) ?? []);
  return [info.messageImprint.algorithm.oid, ...inside].map((oid) => digestUse(oid, algorithms));
}

// A token that was not made yet: the clock of the TSA is wrong, or ours, and either way no time is proven.
function fromFuture({ info, validationTime }: TokenCheck): Failure | undefined {
  const earliest = info.genTime.getTime() - accuracyOf(info);
  if (earliest <= validationTime.getTime()) return undefined;
  return failure('TIMESTAMP_ORDER_FAILURE', 'time-stamp-from-future', {
    genTime: info.genTime.toISOString(),
    time: validationTime.toISOString(),
  });
}

/** RFC 3161 §2.3: a key for this alone, and so never the key of an authority, an anchor's included. */
function purposeFailure(certificate: Certificate): Failure | undefined {
  const refused = (code: 'time-stamp-certificate-purpose' | 'time-stamp-by-authority') =>
    failure('CHAIN_CONSTRAINTS_FAILURE', code);
  try {
    const { extensions } = certificate;
    if (basicConstraints(extensions)?.ca === true) return refused('time-stamp-by-authority');
    const purposes = extendedKeyUsage(extensions);
    const only = purposes?.length === 1 && purposes[0] === OID.kpTimeStamping;
    const critical = findExtension(extensions, OID.extendedKeyUsage)?.critical === true;
    return only && critical ? undefined : refused('time-stamp-certificate-purpose');
  } catch (error) {
    if (error instanceof FormatError) return refused('time-stamp-certificate-purpose');
    throw error;
  }
}

// By its own word the token was made when the certificate did not hold: no proof of existence mends that.
function outsideValidity(
  { genTime }: TstInfo,
  { notBefore, notAfter }: Certificate,
): Failure | undefined {
  const time = genTime.toISOString();
  if (genTime < notBefore) {
    const facts = { notBefore: notBefore.toISOString(), time };
    return failure('NOT_YET_VALID', 'signer-certificate-not-yet-valid', facts);
  }
  if (genTime > notAfter) {
    const facts = { notAfter: notAfter.toISOString(), time };
    return failure('EXPIRED', 'signer-certificate-expired', facts);
  }
  return undefined;
}

/** RFC 3161 §2.4.2: the tsa field, when there, is one of the names of the certificate. */
function nameFailure({ tsa }: TstInfo, certificate: Certificate): Failure | undefined {
  if (tsa === undefined) return undefined;
  const names: readonly Name[] = [certificate.subject, ...alternativeNames(certificate)];
  if (tsa.kind === 'directoryName' && names.some((name) => sameName(name, tsa.name))) {
    return undefined;
  }
  return failure('SIG_CONSTRAINTS_FAILURE', 'tsa-name-differs');
}

function alternativeNames({ extensions }: Certificate): readonly Name[] {
  try {
    const names = subjectAltName(extensions) ?? [];
    return names.flatMap((name) => (name.kind === 'directoryName' ? [name.name] : []));
  } catch (error) {
    if (error instanceof FormatError) return [];
    throw error;
  }
}
