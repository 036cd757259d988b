import type { CertificateFacts } from '../path/certificate-facts.ts';
import { inheritsParameters, type WorkingKey } from '../path/working-key.ts';
import type { CrlFacts } from './crl-facts.ts';
import { nearerGap, type RevocationGap } from './gaps.ts';
import {
  NO_EVIDENCE,
  type RevocationContext,
  type SignerVerdict,
  type StatusQuestion,
} from './status.ts';

/**
 * RFC 5280 §6.3.3 (f), (g): who signed the CRL, and whether that certificate's path leads to the anchor of
 * the certificate in question.
 */
export async function authenticateCrl(
  context: RevocationContext,
  question: StatusQuestion,
  crl: CrlFacts,
): Promise<SignerVerdict> {
  let gap: RevocationGap = 'responder-not-found';
  for (const [index, signer] of question.path.certificates.entries()) {
    if (index < question.lowestSigner || signer.subject !== crl.issuer) continue;
    const key = question.path.keys[index];
    const reason = await notSignedBy(context, crl, signer, key);
    // Of the path itself: valid already, and its status asked for already.
    if (reason === undefined && key !== undefined) {
      const used = { ...NO_EVIDENCE, certificates: [signer.certificate] };
      return { trusted: true, key, outOfBounds: false, used };
    }
    if (reason !== undefined) gap = nearerGap(gap, reason);
  }
  for (const signer of context.run.subjects(crl.issuer)) {
    const verdict = await authenticateBy(context, question, crl, signer);
    if (verdict.trusted) return verdict;
    gap = nearerGap(gap, verdict.gap);
  }
  return { trusted: false, gap };
}

async function authenticateBy(
  context: RevocationContext,
  question: StatusQuestion,
  crl: CrlFacts,
  signer: CertificateFacts,
): Promise<SignerVerdict> {
  const { publicKey, version } = signer.certificate;
  // Versions 1 and 2 can say nothing of what they may do: only an anchor is believed without.
  if (version < 3) return { trusted: false, gap: 'signer-not-authorized' };
  const inherits = inheritsParameters(publicKey);
  // The signature is the cheaper question, so it goes first, where the key is known without the path.
  const early = inherits ? undefined : await notSignedBy(context, crl, signer, publicKey);
  if (early !== undefined) return { trusted: false, gap: early };
  const verdict = await context.authorize(signer, question);
  if (!verdict.trusted || !inherits) return verdict;
  const late = await notSignedBy(context, crl, signer, verdict.key);
  return late === undefined ? verdict : { trusted: false, gap: late };
}

async function notSignedBy(
  context: RevocationContext,
  { crl }: CrlFacts,
  { certificate, extensions }: CertificateFacts,
  key: WorkingKey | undefined,
): Promise<RevocationGap | undefined> {
  const { keyUsage, basicConstraints } = extensions;
  // RFC 5280 §6.3.3 (f). Without key usage only a CA may: an end entity is a CRL issuer when its CA says so.
  const may = keyUsage?.has('cRLSign') ?? basicConstraints?.ca ?? certificate.version < 3;
  if (!may) return 'signer-not-authorized';
  if (key === undefined) return 'signature-not-checked';
  const verified = context.run.verify(crl, key);
  const outcome = verified instanceof Promise ? await verified : verified;
  if (outcome === 'valid') return undefined;
  return outcome === 'invalid' ? 'signature-invalid' : 'signature-not-checked';
}
