import { writeXml, xmlElementWith } from '../../../formats/xml/write-element.ts';
import type { Verdict } from '../verdict.ts';
import { withCounterSignatures } from '../with-counter-signatures.ts';
import { type JudgedSignature, judgedIn } from './judged-signatures.ts';
import { ObjectList } from './object-list.ts';
import { signatureValidation, wholeValidation } from './signature-validation.ts';
import { NAMESPACES } from './uris.ts';

/**
 * ETSI TS 119 102-2 v1.4.1: one validation report on every signature of all files, and the objects that they were
 * judged by. A receipt or package is told as a whole too, before its seals: its own answer may be worse than theirs.
 */
export function writeEtsiReport(verdicts: readonly Verdict[]): string {
  const judged = verdicts.map(judgedIn);
  const signatures = judged.flatMap((each) => each.signatures).flatMap(eachOver);
  const objects = new ObjectList({
    objects: judged.flatMap((each) => each.objects),
    signatures: signatures.map(({ signature }) => signature),
    timeStamps: judged.flatMap((each) => each.timeStamps),
  });
  const wholes = judged.flatMap((each) => each.wholes);
  return writeXml(
    xmlElementWith(
      'ValidationReport',
      NAMESPACES,
      wholes.map((whole, index) => wholeValidation(whole, `file-${index + 1}`, objects)),
      signatures.map((signature, index) =>
        signatureValidation(signature, `signature-${index + 1}`, objects),
      ),
      objects.element(),
    ),
  );
}

/** A counter-signature is reported on as every signature is; the one that it is over refers to it. */
function eachOver({ signature, ...file }: JudgedSignature): JudgedSignature[] {
  return withCounterSignatures([signature]).map((each) => ({ ...file, signature: each }));
}
