import {
  type WrittenElement,
  xmlElement,
  xmlElementWith,
} from '../../../formats/xml/write-element.ts';
import type { SignatureReport } from '../report.ts';
import { constraintsElement } from './constraints.ts';
import type { JudgedSignature, JudgedWhole } from './judged-signatures.ts';
import type { ObjectList } from './object-list.ts';
import { attributesElement } from './signature-attributes.ts';
import { signerElement } from './signer-element.ts';
import { MAIN_INDICATION, PART_INDICATION, PROCESS, PROOF_TYPE } from './uris.ts';
import { statusElement } from './validation-status.ts';
import { digestElement, momentElement, reference } from './values.ts';

/** TS 119 102-2 §4.3: the report on one signature, in the standard’s order. */
export function signatureValidation(
  { signature, file, validationTime, ...policy }: JudgedSignature,
  id: string,
  objects: ObjectList,
): WrittenElement {
  return xmlElement(
    'SignatureValidationReport',
    identifierElement(signature, file, id), // §4.3.3
    constraintsElement(signature.checks, policy), // §4.3.5
    timeElement(signature, validationTime, objects), // §4.3.6
    documentElement(signature, objects), // §4.3.7
    attributesElement(signature, objects), // §4.3.8
    signerElement(signature.signer, objects), // §4.3.9
    xmlElement(
      'SignatureValidationProcess', // §4.3.11
      xmlElement('SignatureValidationProcessID', processOf(signature)),
    ),
    statusElement('SignatureValidationStatus', MAIN_INDICATION, signature, id, objects), // §4.3.4
  );
}

/** Of what is no signature by itself only the status can be told. */
export function wholeValidation(
  whole: JudgedWhole,
  id: string,
  objects: ObjectList,
): WrittenElement {
  return xmlElement(
    'SignatureValidationReport',
    xmlElementWith('SignatureIdentifier', { id }, ...identifierEnd(whole.file)),
    statusElement(
      'SignatureValidationStatus',
      whole.isPart === true ? PART_INDICATION : MAIN_INDICATION,
      ...([whole, id, objects] as const),
    ),
  );
}

/** By what was signed (the data to be signed, as represented) and by the value over it. */
function identifierElement(
  { signatureValue, signedContent }: SignatureReport,
  file: string,
  id: string,
): WrittenElement {
  const [content] = signedContent;
  const signed = signatureValue?.signedSha256;
  // Without signed attributes the content is what the value is over.
  const digest =
    signed === undefined
      ? content && digestElement('DigestAlgAndValue', content.digestAlgorithm, content.digest)
      : digestElement('DigestAlgAndValue', 'sha256', signed);
  return xmlElementWith(
    'SignatureIdentifier',
    { id },
    digest,
    signatureValue && xmlElement('ds:SignatureValue', signatureValue.value),
    ...identifierEnd(file),
  );
}

/** Nothing here is judged by digests alone; the file is how whoever asked knows the signature. */
function identifierEnd(file: string): readonly WrittenElement[] {
  return [
    xmlElement('HashOnly', 'false'),
    xmlElement('DocHashOnly', 'false'),
    xmlElement('DAIdentifier', file),
  ];
}

function timeElement(
  { bestSignatureTime, timeSource, timestamps }: SignatureReport,
  validationTime: string,
  objects: ObjectList,
): WrittenElement | undefined {
  const [judged, best] = [
    momentElement('ValidationTime', validationTime),
    momentElement('POETime', bestSignatureTime),
  ];
  if (judged === undefined || best === undefined) return undefined;
  const token = timestamps.find(({ indication, genTime }) => {
    return indication === 'TOTAL-PASSED' && genTime === bestSignatureTime;
  });
  const proof = timeSource === 'time-stamp' ? objects.timeStamps(token?.sha256) : [];
  return xmlElement(
    'ValidationTimeInfo',
    judged,
    xmlElement(
      'BestSignatureTime',
      best,
      xmlElement('TypeOfProof', PROOF_TYPE[timeSource]),
      reference('POEObject', proof),
    ),
  );
}

/** Absent where nothing can be called signed. */
function documentElement(
  { signedContent }: SignatureReport,
  objects: ObjectList,
): WrittenElement | undefined {
  const [content] = signedContent;
  if (content === undefined) return undefined;
  return xmlElement(
    'SignersDocument',
    digestElement('DigestAlgAndValue', content.digestAlgorithm, content.digest),
    reference('SignersDocumentRepresentation', objects.signedData(signedContent)),
  );
}

function processOf({ timestamps }: SignatureReport): string {
  if (timestamps.some(({ kind }) => kind === 'archive-time-stamp')) return PROCESS.longTerm;
  return timestamps.length > 0 ? PROCESS.time : PROCESS.basic;
}
