import { type WrittenElement, xmlElement } from '../../../formats/xml/write-element.ts';
import type { SignerReport } from '../report.ts';
import type { ObjectList } from './object-list.ts';
import { reference } from './values.ts';

/** TS 119 102-2 §4.3.9: who signed, as the certificate says. */
export function signerElement(
  signer: SignerReport | undefined,
  objects: ObjectList,
): WrittenElement | undefined {
  if (signer === undefined) return undefined;
  const certificate = reference('SignerCertificate', objects.certificates(signer.certificate));
  if (certificate === undefined) return undefined;
  return xmlElement('SignerInformation', certificate, xmlElement('Signer', signer.subject));
}
