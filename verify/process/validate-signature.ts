import type { Algorithms } from '../../algorithms/registry.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { PathLimitError } from '../path/budget.ts';
import type { PathReason } from '../path/reasons.ts';
import type { PathResult } from '../path/validate-certificate.ts';
import type { Work } from '../path/work.ts';
import { inheritsParameters, withWorkingKey } from '../path/working-key.ts';
import type { Policy } from '../policy/policy.ts';
import type { TrustAnchor, TrustPurpose } from '../trust/trust.ts';
import { acceptSignature } from './accept-signature.ts';
import { Block, type Outcome, PASSED } from './block.ts';
import { checkFormat } from './check-format.ts';
import type { ControlTime } from './control-time.ts';
import type { ObjectDigests } from './digest-objects.ts';
import type { Evidence } from './evidence.ts';
import { existenceOf } from './existence.ts';
import { identifySigningCertificate } from './identify-signing-certificate.ts';
import { initializeContext } from './initialize-context.ts';
import { EvidenceMerger } from './merge-evidence.ts';
import { checkReferences } from './references-in-path.ts';
import type { SignatureFacts } from './signature-facts.ts';
import type { Imprints } from './time-stamp/imprints.ts';
import { validateSignerSince } from './validate-signer-since.ts';
import type { SignaturePolicyDocument } from './validation-input.ts';
import { type CryptographicVerification, verifyCryptography } from './verify-cryptography.ts';
import { type ValueVerification, verifySignatureValue } from './verify-signature-value.ts';

/** What every signature of a file is judged by. */
export interface ProcessContext {
  readonly trust: readonly TrustAnchor[];
  readonly purpose: TrustPurpose;
  /** Given from outside the file. */
  readonly evidence: Evidence;
  /** Of the same evidence, for all signatures of the file. */
  readonly merger?: EvidenceMerger;
  readonly policy: Policy;
  readonly signaturePolicies?: readonly SignaturePolicyDocument[] | undefined;
  readonly algorithms: Algorithms;
  readonly control: ControlTime;
  readonly validationTime: Date;
  /** Since when the evidence is proven to exist. */
  readonly evidenceTime: Date;
  /** Since when the file is, and with it the certificates inside it; a time-stamp proves only a value. */
  readonly fileTime: Date;
  readonly digests: ObjectDigests;
  /** Of the time-stamps in the file; absent: each token is looked at by itself. */
  readonly imprints?: Imprints;
  /** What the decisions about the file share; absent: each has its own limits alone. */
  readonly work?: Work;
}

/** One signature after all blocks: the decision and everything that the report says about it. */
export interface Judgement {
  readonly facts: SignatureFacts;
  readonly outcome: Outcome;
  readonly blocks: readonly Block[];
  readonly certificate?: Certificate;
  readonly cryptography?: CryptographicVerification;
  readonly path?: PathResult;
}

/** The mathematics alone: what is signed has the digest that was signed, and the value is right under the key. */
export function isVerified(judgement: Pick<Judgement, 'cryptography'> | undefined): boolean {
  const { intact, valid } = judgement?.cryptography ?? {};
  return intact === true && valid === true;
}

/**
 * EN 319 102-1 §5.3, the process for basic signatures, at the control time of §5.5: the blocks in the
 * standard's order. Later blocks run for the report's sake where their input is there; the order in which
 * outcomes are asked decides (§5.3.4): a broken signature is failed even if its certificate is revoked.
 */
export async function validateSignature(
  facts: SignatureFacts,
  context: ProcessContext,
): Promise<Judgement> {
  try {
    return await judge(facts, context);
  } catch (error) {
    if (!(error instanceof PathLimitError)) throw error;
    const block = workLimitReached(error, context.policy);
    return { facts, outcome: block.outcome, blocks: [block] };
  }
}

/** What would cost too much stays open. */
export function workLimitReached({ limit, value }: PathLimitError, policy: Policy): Block {
  const block = new Block(policy);
  const reason = { code: 'work-limit', facts: { limit, value } } satisfies PathReason;
  const subIndication = 'CERTIFICATE_CHAIN_GENERAL_FAILURE';
  block.check('work-limit', { subIndication, reason });
  return block;
}

async function judge(facts: SignatureFacts, context: ProcessContext): Promise<Judgement> {
  const { policy, algorithms } = context;
  const format = checkFormat(facts, policy); // §5.2.2
  if (format.outcome.indication !== 'PASSED') {
    return { facts, outcome: format.outcome, blocks: [format] };
  }
  const merger = context.merger ?? new EvidenceMerger(context.evidence);
  const { evidence, unreadable } = merger.with(facts.embedded);

  const valueUnder = remembered((certificate) => {
    context.work?.spend('signatures');
    return verifySignatureValue(facts, certificate, context);
  });
  const identification = await identifySigningCertificate({
    signer: facts.signer,
    pool: [...context.trust.map((anchor) => anchor.certificate), ...evidence.certificates],
    policy,
    algorithms,
    verifiesUnder: async (certificate) => (await valueUnder(certificate)).failed === undefined,
  }); // §5.2.3
  const { certificate } = identification;
  const initialization = await initializeContext(facts, context); // §5.2.4

  const verification = { facts, digests: context.digests, algorithms, policy };
  const value = certificate && (await valueUnder(certificate));
  let cryptography = verifyCryptography({ ...verification, value }); // §5.2.7
  const before = [format, identification.block, initialization];
  if (certificate === undefined) {
    const blocks = [...before, cryptography.block];
    return { facts, outcome: firstFailure(blocks), blocks, cryptography };
  }
  const signer = await validateSignerSince(facts, {
    ...context,
    certificate,
    evidence,
    controlTime: context.control.time,
    existence: existenceOf(facts, {
      file: context.fileTime,
      evidence: context.evidenceTime,
    }),
  }); // §5.2.6
  for (const reason of unreadable) {
    const subIndication = 'CERTIFICATE_CHAIN_GENERAL_FAILURE';
    signer.block.check('embedded-revocation-data', { subIndication, reason });
  }
  // §5.3.4 step 4: a key that names no parameters of its own has those of its path.
  const signing = withWorkingKey(certificate, signer.path);
  if (signing !== certificate) {
    cryptography = verifyCryptography({ ...verification, value: await valueUnder(signing) });
  }
  const acceptance = acceptSignature({
    facts,
    certificate: signing,
    controlTime: context.control.time,
    algorithms,
    policy,
  }); // §5.2.8
  if (signer.path?.indication === 'PASSED') {
    await checkReferences(acceptance, facts, signer.path.path, algorithms);
  }

  // §5.3.4: identification and context return at once; then cryptography before the path's status.
  const decisive = [cryptography.block, signer.block];
  // Step 4: without a path that gives the key, what the path lacks; a digest that differs is an answer all the same.
  const broken = cryptography.block.outcome.indication === 'FAILED';
  if (inheritsParameters(signing.publicKey) && !broken) decisive.reverse();
  const inOrder = [...before, ...decisive, acceptance];
  return {
    facts,
    outcome: firstFailure(inOrder),
    blocks: [...before, signer.block, cryptography.block, acceptance],
    certificate,
    cryptography,
    ...(signer.path === undefined ? {} : { path: signer.path }),
  };
}

function firstFailure(blocks: readonly Block[]): Outcome {
  return blocks.find(({ outcome }) => outcome.indication !== 'PASSED')?.outcome ?? PASSED;
}

function remembered(
  verify: (certificate: Certificate) => Promise<ValueVerification>,
): (certificate: Certificate) => Promise<ValueVerification> {
  const known = new Map<Certificate, Promise<ValueVerification>>();
  return (certificate) => {
    const answer = known.get(certificate) ?? verify(certificate);
    known.set(certificate, answer);
    return answer;
  };
}
