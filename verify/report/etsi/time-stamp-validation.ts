import { type WrittenElement, xmlElement } from '../../../formats/xml/write-element.ts';
import type { TimeStampReport } from '../time-stamp-report.ts';
import { constraintsElement } from './constraints.ts';
import type { ObjectList } from './object-list.ts';
import { signerElement } from './signer-element.ts';
import { PART_INDICATION } from './uris.ts';
import { statusElement } from './validation-status.ts';

/** TS 119 102-2 §4.4.8: the report on a token, inside the object that it is, identified by `id`. */
export function timeStampValidation(
  timeStamp: TimeStampReport,
  id: string,
  objects: ObjectList,
): WrittenElement {
  return xmlElement(
    'ValidationReport',
    constraintsElement(timeStamp.checks),
    signerElement(timeStamp.signer, objects),
    statusElement('SignatureValidationStatus', PART_INDICATION, timeStamp, id, objects),
  );
}
