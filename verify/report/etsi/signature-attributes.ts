import {
  type WrittenElement,
  xmlElement,
  xmlElementWith,
} from '../../../formats/xml/write-element.ts';
import type {
  ProductionPlaceReport,
  SignatureReport,
  SignedAttributesReport,
  SignerRolesReport,
} from '../report.ts';
import type { TimeStampKind, TimeStampReport } from '../time-stamp-report.ts';
import { digestMethodUri } from './algorithm-uris.ts';
import type { ObjectList } from './object-list.ts';
import { base64OfHex, momentElement, reference } from './values.ts';

/** TS 119 102-2 Annex A, by the kind of the token; one over a file or a checkpoint is none of a signature’s. */
const TIME_STAMP: Readonly<Record<TimeStampKind, string | undefined>> = {
  'content-time-stamp': 'AllDataObjectsTimeStamp', // A.6
  'signature-time-stamp': 'SignatureTimeStamp', // A.12
  'signature-and-references-time-stamp': 'SigAndRefsTimeStamp', // A.17
  'references-time-stamp': 'RefsOnlyTimeStamp', // A.18
  'archive-time-stamp': 'ArchiveTimeStamp', // A.24
  'file-time-stamp': undefined,
  'checkpoint-time-stamp': undefined,
};

/** §4.3.8: what the signature says of itself, signed or not; undefined where it says nothing. */
export function attributesElement(
  signature: SignatureReport,
  objects: ObjectList,
): WrittenElement | undefined {
  const attributes = [
    signingTime(signature),
    ...signedElements(signature.signedAttributes),
    messageDigest(signature),
    ...(signature.counterSignatures ?? []).map(counterSignature),
    ...signature.timestamps.map((stamp) => timeStampElement(stamp, objects)),
  ].filter((element) => element !== undefined);
  return attributes.length === 0 ? undefined : xmlElement('SignatureAttributes', attributes);
}

/** A.2 */
function signingTime({ claimedSigningTime }: SignatureReport): WrittenElement | undefined {
  const time = momentElement('Time', claimedSigningTime);
  return time && xmlElementWith('SigningTime', { Signed: 'true' }, time);
}

/** A.3–A.5, A.8–A.10 */
function signedElements(attributes: SignedAttributesReport | undefined): WrittenElement[] {
  if (attributes === undefined) return [];
  const { signingCertificate, contentType, mimeType, signaturePolicy } = attributes;
  const { commitments = [], productionPlace, roles } = attributes;
  const references = signingCertificate.map(({ digestAlgorithm, digest }) =>
    xmlElement(
      'CertID',
      xmlElementWith('ds:DigestMethod', { Algorithm: digestMethodUri(digestAlgorithm) }),
      xmlElement('ds:DigestValue', base64OfHex(digest)),
    ),
  );
  return [
    signedElement('SigningCertificate', references),
    signedElement('DataObjectFormat', [
      ...oidElement('ContentType', contentType),
      ...(mimeType === undefined ? [] : [xmlElement('MimeType', mimeType)]),
    ]),
    ...commitments.map(({ type }) =>
      signedElement('CommitmentTypeIndication', oidElement('CommitmentTypeIdentifier', type)),
    ),
    signedElement('SigPolicyIdentifier', oidElement('SigPolicyId', signaturePolicy)),
    signedElement('SignatureProductionPlace', placeElements(productionPlace ?? {})),
    signedElement('SignerRole', roles === undefined ? [] : roleElements(roles)),
  ].filter((element) => element !== undefined);
}

/** Undefined where there is nothing to say. */
function signedElement(
  name: string,
  children: readonly WrittenElement[],
): WrittenElement | undefined {
  return children.length === 0 ? undefined : xmlElementWith(name, { Signed: 'true' }, children);
}

function oidElement(name: string, oid: string | undefined): WrittenElement[] {
  return oid === undefined ? [] : [xmlElement(name, `urn:oid:${oid}`)];
}

function placeElements({
  country,
  locality,
  postalAddress = [],
}: ProductionPlaceReport): WrittenElement[] {
  return [...postalAddress, locality, country]
    .filter((line) => line !== undefined)
    .map((line) => xmlElement('AddressString', line));
}

/** What is `certified` or `signed` by somebody was not verified: the text says it, since the type cannot. */
function roleElements({ claimed, certified }: SignerRolesReport): WrittenElement[] {
  const details = (role: string, endorsement: string) =>
    xmlElement('RoleDetails', xmlElement('Role', role), xmlElement('EndorsementType', endorsement));
  return [
    ...claimed.map(({ value }) => details(value, 'claimed')),
    ...certified.map(({ kind, sha256 }) =>
      details(
        `not verified: ${kind}, SHA-256 ${sha256}`,
        kind === 'signed-assertion' ? 'signed' : 'certified',
      ),
    ),
  ];
}

/** A.26: of CMS with signed attributes; an XML signature has a digest in each reference instead. */
function messageDigest({
  format,
  signatureValue,
  signedContent,
}: SignatureReport): WrittenElement | undefined {
  const [content] = signedContent;
  const isSigned = format !== 'XMLDSig' && signatureValue?.signedSha256 !== undefined;
  if (content === undefined || !isSigned) return undefined;
  const digest = xmlElement('Digest', base64OfHex(content.digest));
  return xmlElementWith('MessageDigest', { Signed: 'true' }, digest);
}

/** A.11, by the value that identifies the report on it. */
function counterSignature({ signatureValue }: SignatureReport): WrittenElement | undefined {
  if (signatureValue === undefined) return undefined;
  const value = xmlElement('ds:SignatureValue', signatureValue.value);
  return xmlElementWith(
    'CounterSignature',
    { Signed: 'false' },
    xmlElement('CounterSignature', xmlElement('OtherInformation', value)),
  );
}

function timeStampElement(
  { kind, genTime, sha256 }: TimeStampReport,
  objects: ObjectList,
): WrittenElement | undefined {
  const name = TIME_STAMP[kind];
  const time = momentElement('TimeStampValue', genTime);
  if (name === undefined || time === undefined) return undefined;
  const Signed = String(kind === 'content-time-stamp');
  const object = reference('AttributeObject', objects.timeStamps(sha256));
  return xmlElementWith(name, { Signed }, object, time);
}
