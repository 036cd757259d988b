import { toBase64 } from '../../../formats/base64.ts';
import { fromHex } from '../../../formats/hex.ts';
import {
  type WrittenElement,
  xmlElement,
  xmlElementWith,
} from '../../../formats/xml/write-element.ts';
import { digestMethodUri } from './algorithm-uris.ts';

/** XAdES:DigestAlgAndValueType under a name of the report. */
export function digestElement(name: string, algorithm: string, hex: string): WrittenElement {
  return xmlElement(
    name,
    xmlElementWith('ds:DigestMethod', { Algorithm: digestMethodUri(algorithm) }),
    xmlElement('ds:DigestValue', base64OfHex(hex)),
  );
}

export function base64OfHex(hex: string): string {
  return toBase64(fromHex(hex));
}

/** VOReferenceType; undefined where nothing is referred to. */
export function reference(name: string, ids: readonly string[]): WrittenElement | undefined {
  return ids.length === 0 ? undefined : xmlElementWith(name, { VOReference: ids.join(' ') });
}

/** A moment of the report; undefined for one that xs:dateTime cannot say (a stranger’s year 0). */
export function momentElement(
  name: string,
  moment: string | undefined,
): WrittenElement | undefined {
  if (moment === undefined || !/^(?!0000)\d{4}-/.test(moment)) return undefined;
  return xmlElement(name, moment);
}
