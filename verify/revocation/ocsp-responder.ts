// RFC 6960 §4.2.2.2: who may answer for a certificate.
import { OID } from '../../formats/asn1/oids.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import type { OcspResponse, ResponderId } from '../../formats/ocsp/ocsp-response.ts';
import type { CertificateFacts } from '../path/certificate-facts.ts';
import { nameKey, rdnKeys } from '../path/match-names.ts';
import type { ValidationRun } from '../path/validation-run.ts';
import { type WorkingKey, workingKeyOf } from '../path/working-key.ts';
import { nearerGap, type RevocationGap } from './gaps.ts';
import {
  NO_EVIDENCE,
  type RevocationContext,
  type SignerVerdict,
  type StatusQuestion,
} from './status.ts';

/**
 * The signer of the response, found by the responder identifier, which is signed: the issuer of the
 * certificate itself, or one that this issuer certified for OCSP signing. Nobody else.
 */
export async function authenticateResponse(
  context: RevocationContext,
  question: StatusQuestion,
  response: OcspResponse,
): Promise<SignerVerdict> {
  const { issuer, issuerKey } = question;
  let gap: RevocationGap = 'responder-not-found';
  if (await identifies(context.run, response.responderId, issuer, issuerKey)) {
    const reason = await notSignedBy(context.run, response, issuerKey);
    if (reason === undefined) {
      const used = { ...NO_EVIDENCE, certificates: [issuer.certificate] };
      return { trusted: true, key: issuerKey, outOfBounds: false, used };
    }
    gap = reason;
  }
  for (const responder of await delegates(context, question, response)) {
    const verdict = await authenticateDelegate(context, question, response, responder);
    if (verdict.trusted) return verdict;
    gap = nearerGap(gap, verdict.gap);
  }
  return { trusted: false, gap };
}

/** Certificates of the certificate's issuer that the identifier names: in the response or at hand. */
async function delegates(
  { run }: RevocationContext,
  { target }: StatusQuestion,
  response: OcspResponse,
): Promise<readonly CertificateFacts[]> {
  const id = response.responderId;
  const inside = response.certificates.map((certificate) => run.facts(certificate));
  const atHand =
    id.kind === 'by-name' ? run.subjects(nameKey(rdnKeys(id.name))) : run.issuedBy(target.issuer);
  const found: CertificateFacts[] = [];
  for (const facts of [...inside, ...atHand]) {
    run.budget.spend('candidates');
    if (facts.issuer !== target.issuer) continue;
    // A certificate does not answer for itself.
    if (equalBytes(facts.certificate.der, target.certificate.der)) continue;
    if (await identifies(run, id, facts, facts.certificate.publicKey)) found.push(facts);
  }
  return found;
}

async function authenticateDelegate(
  context: RevocationContext,
  question: StatusQuestion,
  response: OcspResponse,
  responder: CertificateFacts,
): Promise<SignerVerdict> {
  const { certificate, extensions } = responder;
  if (responder.fault !== undefined) return { trusted: false, gap: 'signer-path-invalid' };
  // RFC 6960 §4.2.2.2: id-kp-OCSPSigning itself; anyExtendedKeyUsage would let every certificate answer.
  const named = extensions.extendedKeyUsage?.includes(OID.kpOcspSigning) === true;
  const signs = extensions.keyUsage?.has('digitalSignature') ?? true;
  if (!named || !signs) return { trusted: false, gap: 'signer-not-authorized' };
  // RFC 3279 §2.3.2: a DSA key may take its parameters from who certified it.
  const key = workingKeyOf(certificate.publicKey, question.issuerKey);
  const reason = await notSignedBy(context.run, response, key);
  if (reason !== undefined) return { trusted: false, gap: reason };
  const { producedAt } = response;
  if (producedAt < certificate.notBefore || producedAt > certificate.notAfter) {
    return { trusted: false, gap: 'signer-path-invalid' };
  }
  return context.authorizeResponder(responder, question);
}

async function notSignedBy(
  run: ValidationRun,
  response: OcspResponse,
  key: WorkingKey,
): Promise<RevocationGap | undefined> {
  const outcome = await run.verify(response, key);
  if (outcome === 'valid') return undefined;
  return outcome === 'invalid' ? 'signature-invalid' : 'signature-not-checked';
}

/** RFC 6960 §4.2.1: by name, or by the SHA-1 hash of the key bits. */
async function identifies(
  run: ValidationRun,
  id: ResponderId,
  facts: CertificateFacts,
  key: WorkingKey,
): Promise<boolean> {
  if (id.kind === 'by-name') return nameKey(rdnKeys(id.name)) === facts.subject;
  const sha1 = run.algorithms.digest(OID.sha1);
  return sha1 !== undefined && equalBytes(id.keyHash, await sha1.digest(key.keyBits));
}
