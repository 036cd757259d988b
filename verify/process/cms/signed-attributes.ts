import { OID } from '../../../formats/asn1/oids.ts';
import { TAG } from '../../../formats/asn1/tags.ts';
import { attributeName, SINGLE_ATTRIBUTES } from '../../../formats/cms/attribute-names.ts';
import {
  readAlgorithmProtection,
  readContentType,
  readMessageDigest,
  readSigningCertificate,
  readSigningTime,
  type SigningCertificateReference,
} from '../../../formats/cms/attributes.ts';
import {
  readSignaturePolicy,
  type SignaturePolicyIdentifier,
} from '../../../formats/cms/signature-policy.ts';
import type { Attribute, SignerInfo } from '../../../formats/cms/signed-data.ts';
import { equalBytes } from '../../../formats/equal-bytes.ts';
import { FormatError } from '../../../formats/format-error.ts';
import type { AlgorithmIdentifier, Certificate } from '../../../formats/x509/certificate.ts';
import type { CertificateReference } from '../signature-facts.ts';
import { readSignerClaims, type SignerClaims } from './signer-claims.ts';
import { sameName } from './signer-reference.ts';

export interface AttributeProblem {
  readonly oid: string;
  readonly problem: 'repeated' | 'values' | 'malformed';
}

/** What the signed attributes of one signerInfo say, each read only where it stands there once. */
export interface SignedAttributes {
  readonly present: ReadonlySet<string>;
  readonly problems: readonly AttributeProblem[];
  readonly contentType: string | undefined;
  readonly messageDigest: Uint8Array | undefined;
  readonly signingTime: Date | undefined;
  /** What was tolerated when they were read. */
  readonly remarks: readonly string[];
  readonly references: readonly (readonly CertificateReference[])[];
  readonly signaturePolicy: SignaturePolicyIdentifier | undefined;
  readonly claims: SignerClaims;
  /** Whether the algorithms of a signerInfo are the protected ones; absent without the attribute. */
  readonly algorithmProtection: ((signerInfo: SignerInfo) => boolean) | undefined;
}

export function readSignedAttributes({ signedAttributes, sid }: SignerInfo): SignedAttributes {
  const list = signedAttributes?.list ?? [];
  const byType = Map.groupBy(list, ({ oid }) => oid);
  const problems = new Map<string, AttributeProblem>();
  const single = <T>(oid: string, read: (attribute: Attribute) => T): T | undefined => {
    const attribute = byType.get(oid)?.[0];
    if (attribute === undefined || problems.has(oid)) return undefined;
    try {
      return read(attribute);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      problems.set(oid, { oid, problem: 'malformed' });
      return undefined;
    }
  };
  const each = <T>(oid: string, read: (attribute: Attribute) => T): readonly T[] => {
    const values = (byType.get(oid) ?? []).flatMap((attribute) => attribute.values);
    try {
      if (values.length > MOST_VALUES) throw tooMany(oid, values.length);
      return values.map((value) => read({ oid, values: [value] }));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      problems.set(oid, { oid, problem: 'malformed' });
      return [];
    }
  };
  // Which of two would hold is nobody's to guess, so two are refused.
  for (const [oid, found] of byType) {
    const problem = SINGLE_ATTRIBUTES.has(oid) ? countProblem(found) : undefined;
    if (problem !== undefined) problems.set(oid, { oid, problem });
  }
  const protection = single(OID.cmsAlgorithmProtection, readAlgorithmProtection);
  const signingTime = single(OID.signingTime, readSigningTime);
  const issuer = sid.kind === 'issuer-and-serial' ? [sid.issuer] : [];
  const references = [OID.signingCertificate, OID.signingCertificateV2].flatMap((oid) => {
    const found = single(oid, (attribute) => readSigningCertificate(attribute, issuer));
    return found === undefined ? [] : [found.map(certificateReference)];
  });
  return {
    present: new Set(byType.keys()),
    contentType: single(OID.contentType, readContentType),
    messageDigest: single(OID.messageDigest, readMessageDigest),
    signingTime: signingTime?.time,
    remarks: signingTime?.notDer ? ['signing-time not in DER'] : [],
    references,
    signaturePolicy: single(OID.signaturePolicyIdentifier, readSignaturePolicy),
    claims: readSignerClaims({ single, each }),
    algorithmProtection:
      protection &&
      ((signerInfo: SignerInfo) =>
        sameAlgorithm(protection.digestAlgorithm, signerInfo.digestAlgorithm) &&
        sameAlgorithm(protection.signatureAlgorithm, signerInfo.signatureAlgorithm)),
    problems: [...problems.values()],
  };
}

/** Of attributes that may say several things. */
const MOST_VALUES = 64;

function tooMany(oid: string, count: number): FormatError {
  return new FormatError('limit', { format: attributeName(oid), reason: `${count} values` });
}

function countProblem(found: readonly Attribute[]): 'repeated' | 'values' | undefined {
  if (found.length > 1) return 'repeated';
  return found[0] !== undefined && found[0].values.length !== 1 ? 'values' : undefined;
}

function certificateReference(reference: SigningCertificateReference): CertificateReference {
  const { digestOid, digest, issuerSerial } = reference;
  if (issuerSerial === undefined) return { digestOid, digest };
  return {
    digestOid,
    digest,
    namesIssuerAndSerialOf: (certificate: Certificate) =>
      equalBytes(issuerSerial.serialNumber, certificate.serialNumber) &&
      issuerSerial.issuer.some(
        (name) => name.kind === 'directoryName' && sameName(name.name, certificate.issuer),
      ),
  };
}

// RFC 6211 §3: "the fields MUST be the same"; parameters absent and NULL are one meaning (RFC 5754 §2).
function sameAlgorithm(a: AlgorithmIdentifier | undefined, b: AlgorithmIdentifier): boolean {
  return a !== undefined && a.oid === b.oid && equalBytes(parameters(a), parameters(b));
}

const NO_PARAMETERS = new Uint8Array();

function parameters({ parameters = NO_PARAMETERS }: AlgorithmIdentifier): Uint8Array {
  const isNull = parameters.length === 2 && parameters[0] === TAG.null && parameters[1] === 0;
  return isNull ? NO_PARAMETERS : parameters;
}
