// Attributes that are not where they may be, or that nobody here looks at.
import { OID } from '../../../formats/asn1/oids.ts';
import { attributeName } from '../../../formats/cms/attribute-names.ts';
import type { SignerInfo } from '../../../formats/cms/signed-data.ts';
import { failure } from '../block.ts';
import type { FormatFinding } from '../signature-facts.ts';

const SIGNED_ONLY: readonly string[] = [OID.contentType, OID.messageDigest, OID.signingTime];

/** RFC 5652 §11.1, §11.2, §11.3: "MUST NOT be an unsigned attribute": anybody could have put it there. */
export function misplaced({ unsignedAttributes = [] }: SignerInfo): FormatFinding[] {
  return unsignedAttributes
    .filter(({ oid }) => SIGNED_ONLY.includes(oid))
    .map(({ oid }) => ({
      id: 'attributes-signed',
      failed: failure('FORMAT_FAILURE', 'attribute-not-allowed', { attribute: attributeName(oid) }),
    }));
}

const NOT_JUDGED: ReadonlyMap<string, string> = new Map([
  [OID.archiveTimeStampV1, 'archive-time-stamp v1'],
  [OID.internalEvidenceRecord, 'evidence record (internal)'],
  [OID.externalEvidenceRecord, 'evidence record (external)'],
  [OID.longTermValidation, 'long-term-validation'],
]);

/** What vouches for a time or another signer must not seem to have been looked at. */
export function notJudged({
  signedAttributes,
  unsignedAttributes = [],
}: SignerInfo): FormatFinding[] {
  const signed = signedAttributes?.list ?? [];
  const named = [
    // RFC 5652 §11.4: "MUST be an unsigned attribute": nothing is there yet that could be countersigned.
    ...signed.filter(({ oid }) => oid === OID.counterSignature).map(() => 'counter-signature'),
    ...[...signed, ...unsignedAttributes].flatMap(({ oid }) => NOT_JUDGED.get(oid) ?? []),
  ];
  return named.map((attribute) => ({
    id: 'attribute-not-judged',
    failed: failure('SIG_CONSTRAINTS_FAILURE', 'unsigned-attribute-not-judged', { attribute }),
  }));
}
