import { OID } from '../../../formats/asn1/oids.ts';
import type { Attribute, SignerInfo } from '../../../formats/cms/signed-data.ts';
import { failure } from '../block.ts';
import { NOTHING_COVERED } from '../covered.ts';
import type { EmbeddedTimeStamp } from '../signature-facts.ts';
import {
  type ArchiveSubject,
  archiveV2,
  archiveV3,
  referencesAlone,
  signatureAndReferences,
} from './archive-octets.ts';

type Finder = (subject: ArchiveSubject) => Pick<EmbeddedTimeStamp, 'kind' | 'over'>;

/** Each attribute that holds tokens, and what these are over; one attribute may hold several. */
const UNSIGNED: ReadonlyMap<string, Finder> = new Map<string, Finder>([
  [
    OID.signatureTimeStamp,
    // EN 319 122-1 §5.3: the octets of the signature field.
    ({ signerInfo }) => ({ kind: 'signature-time-stamp', over: signerInfo.signature }),
  ],
  [
    OID.escTimeStamp,
    (subject) => ({
      kind: 'signature-and-references-time-stamp',
      over: signatureAndReferences(subject),
    }),
  ],
  [
    OID.certCrlTimeStamp,
    (subject) => ({ kind: 'references-time-stamp', over: referencesAlone(subject) }),
  ],
  [OID.archiveTimeStampV2, (subject) => ({ kind: 'archive-time-stamp', over: archiveV2(subject) })],
  [OID.archiveTimeStampV3, (subject) => ({ kind: 'archive-time-stamp', over: archiveV3(subject) })],
]);

/** The tokens in the attributes of one signature, content-time-stamps first, then as they stand. */
export function readTimeStamps(subject: ArchiveSubject): readonly EmbeddedTimeStamp[] {
  const { signedAttributes, unsignedAttributes = [] } = subject.signerInfo;
  const signed = signedAttributes?.list ?? [];
  return [
    ...signed
      .filter(({ oid }) => oid === OID.contentTimeStamp)
      .flatMap((attribute) => tokensOf(attribute, overContent(subject))),
    ...unsignedAttributes.flatMap((attribute) => {
      const finder = UNSIGNED.get(attribute.oid);
      return finder === undefined ? [] : tokensOf(attribute, finder(subject));
    }),
  ];
}

/** Tokens of forms that nobody defined to the octet: told, counted, not judged. */
export function countOtherTimeStamps({ unsignedAttributes = [] }: SignerInfo): number {
  return unsignedAttributes
    .filter(({ oid }) => oid === OID.archiveTimeStampV1)
    .reduce((sum, { values }) => sum + values.length, 0);
}

function tokensOf(
  { values }: Attribute,
  stamped: Pick<EmbeddedTimeStamp, 'kind' | 'over'>,
): readonly EmbeddedTimeStamp[] {
  return values.map((token) => ({ ...stamped, token }));
}

/** EN 319 122-1 §5.2.8: the octets of eContent, or of the document outside. */
function overContent({ signedData, content }: ArchiveSubject): ReturnType<Finder> {
  const source = signedData.content ?? content?.source;
  return {
    kind: 'content-time-stamp',
    over: {
      octets: async () =>
        source === undefined
          ? failure('SIGNED_DATA_NOT_FOUND', 'content-absent')
          : [{ pieces: [source], covered: async () => NOTHING_COVERED }],
    },
  };
}
