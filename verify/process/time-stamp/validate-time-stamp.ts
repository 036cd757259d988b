import { FormatError } from '../../../formats/format-error.ts';
import type { TstInfo } from '../../../formats/tsp/time-stamp.ts';
import type { TimeStampToken } from '../../../formats/tsp/token.ts';
import { PathLimitError } from '../../path/budget.ts';
import type { Policy } from '../../policy/policy.ts';
import type { TimeStampKind } from '../../report/time-stamp-report.ts';
import { Block, failure, type Outcome, worstOutcome } from '../block.ts';
import { digestObjects } from '../digest-objects.ts';
import type { EmbeddedTimeStamp, Stamped } from '../signature-facts.ts';
import {
  type Judgement,
  type ProcessContext,
  validateSignature,
  workLimitReached,
} from '../validate-signature.ts';
import { type CheckedToken, checkToken } from './check-token.ts';
import { Imprints } from './imprints.ts';
import { readToken, type TokenFacts } from './read-token.ts';

/** What tokens are judged by: as the signature that they stand in, apart from purpose and content. */
export type TimeStampContext = Omit<ProcessContext, 'purpose' | 'digests'>;

export interface TimeStampJudgement {
  readonly kind: TimeStampKind;
  readonly stamp: EmbeddedTimeStamp;
  readonly outcome: Outcome;
  readonly blocks: readonly Block[];
  /** Absent when the token cannot be read. */
  readonly info?: TstInfo;
  /** Whether the imprint is of what it must be of. */
  readonly intact: boolean;
  /** What the imprint is over, each thing by its octets; absent: it is wrong, or was not looked at. */
  readonly covered?: Stamped['covered'];
  readonly signature?: Judgement;
  readonly token?: TimeStampToken;
}

/**
 * EN 319 102-1 §5.4: a token judged as a signature in its own right, at the time since when it is proven to
 * exist. Its own genTime is no such proof: whoever holds a TSA's old key can write any. The signer is the
 * certificate that the token's signed reference names, whatever certificates came along.
 */
export async function validateTimeStamp(
  stamp: EmbeddedTimeStamp,
  context: TimeStampContext,
): Promise<TimeStampJudgement> {
  const { kind, token } = stamp;
  let read: TokenFacts;
  try {
    read = await readToken(token, context.algorithms, context.work?.known);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { kind, stamp, ...unreadable(error, context.policy), intact: false };
  }
  const { facts, info, token: parsed } = read;
  const policy = tokenPolicy(context.policy);
  const signature = await validateSignature(facts, {
    ...context,
    policy,
    purpose: 'time-stamp',
    digests: await digestObjects(facts.objects, context.algorithms),
  });
  const { block, covered } = await recheckToken(
    { info, token: parsed, stamp, signature },
    context,
    context.control.time,
  );
  const outcome = worstOutcome(signature.outcome, block.outcome);
  const blocks = [...signature.blocks, block];
  return {
    kind,
    stamp,
    outcome,
    blocks,
    info,
    token: parsed,
    intact: covered !== undefined,
    ...(covered === undefined ? {} : { covered }),
    signature,
  };
}

/** What RFC 3161 asks of a token beside a good signature, at any time: as the token is judged, and again. */
export async function recheckToken(
  {
    info,
    token,
    signature,
    stamp,
  }: Pick<TimeStampJudgement, 'info' | 'token' | 'signature' | 'stamp'>,
  context: TimeStampContext,
  controlTime: Date,
): Promise<CheckedToken> {
  if (info === undefined || token === undefined) throw new RangeError('a token that was not read');
  const { validationTime, algorithms } = context;
  const certificate = signature?.certificate;
  const policy = tokenPolicy(context.policy);
  const { over } = stamp;
  const imprints = context.imprints ?? new Imprints(algorithms);
  const check = { info, token, over, certificate, controlTime, validationTime, algorithms };
  try {
    return await checkToken({ ...check, policy, imprints });
  } catch (error) {
    if (!(error instanceof PathLimitError)) throw error;
    return { block: workLimitReached(error, policy) };
  }
}

function unreadable(
  error: FormatError,
  policy: Policy,
): Pick<TimeStampJudgement, 'outcome' | 'blocks'> {
  const block = new Block(policy);
  const failed = failure('FORMAT_FAILURE', 'time-stamp-unreadable', { detail: error.message });
  block.check('time-stamp-form', failed);
  return { outcome: block.outcome, blocks: [block] };
}

/**
 * What of the policy is asked of tokens: not the form, the attributes and the path that it asks of signers. A TSA's
 * signing time is genTime; the attribute says nothing more. TSAs name the chain up to their own root, which is above
 * the anchor of many.
 */
export function tokenPolicy(policy: Policy): Policy {
  const { formats: _, requiredAttributes: __, certificatePath: ___, ...general } = policy;
  const levels = {
    'signing-certificate-references-in-path': 'ignore',
    'signing-time-present': 'ignore',
    'signing-time-in-validity': 'ignore',
  } as const;
  return { ...general, levels: { ...policy.levels, ...levels } };
}
