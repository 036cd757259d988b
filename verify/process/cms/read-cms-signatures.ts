import type { Algorithms } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import type { ContentSource } from '../../../formats/cms/segmented-source.ts';
import type { SignedData, SignerInfo } from '../../../formats/cms/signed-data.ts';
import { joinBytes } from '../../../formats/join-bytes.ts';
import { OctetMap } from '../../../formats/octet-map.ts';
import type { KnownAuthorities } from '../../path/known-authorities.ts';
import type { SignatureFacts } from '../signature-facts.ts';
import type { NamedSource, Place } from '../validation-input.ts';
import { isAttributeSet } from './content-ambiguity.ts';
import { formatFindings } from './format-findings.ts';
import { HashIndexes } from './hash-index.ts';
import { readCounterSignatures } from './read-counter-signatures.ts';
import { countOtherTimeStamps, readTimeStamps } from './read-time-stamps.ts';
import { readSignedAttributes } from './signed-attributes.ts';
import { type CmsFile, signedObjects, signerFacts } from './signer-facts.ts';
import { StampedParts } from './stamped-parts.ts';

interface Input {
  readonly signature: NamedSource;
  readonly content?: NamedSource;
  readonly algorithms: Algorithms;
  readonly known?: KnownAuthorities | undefined;
}

/** One SignatureFacts for each signerInfo of a CMS SignedData (RFC 5652 §5), in their order. */
export async function readCmsSignatures(input: Input): Promise<readonly SignatureFacts[]> {
  const { signature, content, algorithms } = input;
  const signedData = await parseSignedData(signature.source, input.known?.certificate);
  const contents = contentsOf(signedData, input);
  const { certificates, crls, ocspResponses } = signedData;
  const file: CmsFile = {
    name: signature.name,
    signedData,
    contents,
    ...(content === undefined ? {} : { content }),
    embedded: { certificates, crls, ocspResponses },
    parts: new StampedParts(),
    algorithms,
  };
  const ambiguous = await anyAmbiguous(signedData, contents);
  const times = countSignatures(signedData);
  const signatures: SignatureFacts[] = [];
  for (const each of signedData.signerInfos) {
    const findings = { ambiguous, times: times(each) };
    signatures.push(await factsOf(each, file, findings));
  }
  return signatures;
}

async function factsOf(
  signerInfo: SignerInfo,
  file: CmsFile,
  found: { readonly ambiguous: boolean; readonly times: number },
): Promise<SignatureFacts> {
  const { signedData, contents, content, algorithms, parts } = file;
  const attributes = readSignedAttributes(signerInfo);
  const { counterSignatures, findings } = await readCounterSignatures(signerInfo, file);
  return {
    ...signerFacts(signerInfo, attributes, file),
    contentType: signedData.contentType,
    findings: [
      ...formatFindings({ signedData, signerInfo, attributes, algorithms, ...found }),
      ...findings,
    ],
    objects: signedObjects(contents, signerInfo, attributes, file),
    timeStamps: readTimeStamps({
      ...{ signedData, signerInfo, ...(content === undefined ? {} : { content }), parts },
      indexes: new HashIndexes(signedData, signerInfo, algorithms),
    }),
    otherTimeStamps: countOtherTimeStamps(signerInfo),
    counterSignatures,
    ...extendedForm(signerInfo),
  };
}

/**
 * How often each signature stands there. The one act of a signer is known by what was signed: of one ECDSA value anybody
 * makes another that is as right (r and the order less s).
 */
function countSignatures({ signerInfos }: SignedData): (signerInfo: SignerInfo) => number {
  if (signerInfos.length < 2) return () => 1;
  const acts = new Map(signerInfos.map((each) => [each, actOf(each)]));
  const times = new OctetMap<number>();
  for (const act of acts.values()) times.set(act, (times.get(act) ?? 0) + 1);
  return (signerInfo) => times.get(acts.get(signerInfo) ?? NOTHING) ?? 1;
}

/** The signer, as the file names it, and what he signed; of a signature over the content itself the signer alone. */
function actOf({ encoded, signedAttributes }: SignerInfo): Uint8Array {
  const [, sid = NOTHING] = encoded.fields;
  return joinBytes([sid, signedAttributes?.der ?? NOTHING]);
}

const NOTHING = new Uint8Array();

// RFC 5652 §5.2: content is in the file or beside it. Where it is in both, both must be what was signed.
function contentsOf(signedData: SignedData, { signature, content }: Input): NamedSource[] {
  const attached =
    signedData.content === undefined
      ? []
      : // Not the file's own name: the file holds more than what is signed.
        [
          {
            name: `${signature.name} (content)`,
            source: signedData.content,
            place: placeIn(signature.name, signedData.content),
          },
        ];
  return content === undefined ? attached : [...attached, content];
}

function placeIn(file: string, { runs }: ContentSource): Place {
  return runs === undefined ? { file } : { file, runs };
}

/** EN 319 122-2 §4: what baseline signatures never carry. */
function extendedForm({
  unsignedAttributes = [],
}: SignerInfo): Pick<SignatureFacts, 'extendedForm'> {
  const has = (...types: readonly string[]) =>
    unsignedAttributes.some(({ oid }) => types.includes(oid));
  if (has(OID.certificateValues, OID.revocationValues)) return { extendedForm: 'XL' };
  if (has(OID.escTimeStamp, OID.certCrlTimeStamp)) return { extendedForm: 'X' };
  return has(OID.completeCertificateReferences, OID.completeRevocationReferences)
    ? { extendedForm: 'C' }
    : {};
}

async function anyAmbiguous(
  signedData: SignedData,
  contents: readonly NamedSource[],
): Promise<boolean> {
  const withoutAttributes = signedData.signerInfos.some(
    ({ signedAttributes }) => signedAttributes === undefined,
  );
  if (!withoutAttributes) return false;
  for (const { source } of contents) if (await isAttributeSet(source)) return true;
  return false;
}
