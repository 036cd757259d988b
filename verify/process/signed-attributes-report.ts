import { toHex } from '../../formats/hex.ts';
import type { SignedAttributesReport, SignerRolesReport } from '../report/report.ts';
import type { SignerClaims } from './cms/signer-claims.ts';
import { sha256Once } from './octet-digests.ts';
import type { SignatureFacts } from './signature-facts.ts';
import type { ProcessContext } from './validate-signature.ts';

export async function signedAttributesReport(
  { contentType, signer, signaturePolicy, claims = {} }: SignatureFacts,
  context: ProcessContext,
): Promise<SignedAttributesReport> {
  const { algorithms } = context;
  const { roles, location, ...others } = claims;
  return {
    ...(contentType === undefined ? {} : { contentType }),
    signingCertificate: signer.references.flat().map(({ digestOid, digest }) => ({
      digestAlgorithm: algorithms.digest(digestOid)?.name ?? digestOid,
      digest: toHex(digest),
    })),
    ...(signaturePolicy?.kind === 'explicit' ? { signaturePolicy: signaturePolicy.id } : {}),
    ...others,
    ...(location === undefined ? {} : { productionPlace: location }),
    ...(roles === undefined ? {} : { roles: await rolesReport(roles, context) }),
  };
}

async function rolesReport(
  { claimed, certified }: NonNullable<SignerClaims['roles']>,
  { algorithms }: ProcessContext,
): Promise<SignerRolesReport> {
  const found: SignerRolesReport['certified'][number][] = [];
  for (const { kind, der } of certified) {
    found.push({ kind, sha256: await sha256Once(der, algorithms) });
  }
  return { claimed, certified: found };
}
