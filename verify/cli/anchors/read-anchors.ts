import { dirname, resolve } from 'node:path';
import { BadCaseError, objectIn } from '../batch/bad-case.ts';
import { isPem } from '../material/kinds.ts';
import { readTextWithin } from '../open-file.ts';
import { fileError } from '../require-file.ts';
import { UsageError } from '../verify-options.ts';
import { type AnchorName, readAnchor } from './anchor-fields.ts';

/** Octets of a file of anchors; a line is some hundred. */
const LIMIT = 1024 * 1024;

/** The anchors of `--anchors`. Throws UsageError. */
export async function readAnchors(
  paths: readonly string[],
  cwd: string,
): Promise<readonly AnchorName[]> {
  const anchors: AnchorName[] = [];
  for (const path of paths) {
    const found = await anchorsIn(resolve(cwd, path), path).catch((error: unknown) => {
      throw error instanceof BadCaseError
        ? wrong(error.message)
        : fileError('--anchors', path, error);
    });
    anchors.push(...found);
  }
  return anchors;
}

/**
 * One JSON object a line, by ../../trust/trust-anchor.schema.json; a certificate is a file by its name from the
 * folder of this one, or PEM. `told` is the name that people know the file by. Rejects with BadCaseError for a line
 * that is none, and for a file without one; with errors of the file system.
 */
export async function anchorsIn(path: string, told: string): Promise<readonly AnchorName[]> {
  const anchors: AnchorName[] = [];
  const text = await readTextWithin(path, LIMIT);
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const anchor = anchorIn(line, `${told}:${index + 1}`);
    const { certificate } = anchor;
    const named = isPem(certificate) ? certificate : resolve(dirname(path), certificate);
    anchors.push({ ...anchor, certificate: named });
  }
  if (anchors.length === 0) throw new BadCaseError('bad-field', `“${told}”: no line of an anchor`);
  return anchors;
}

function anchorIn(line: string, place: string): AnchorName {
  try {
    return readAnchor(objectIn(line));
  } catch (error) {
    if (!(error instanceof BadCaseError)) throw error;
    throw new BadCaseError(error.code, `“${place}”: ${error.message}`);
  }
}

function wrong(what: string): UsageError {
  return new UsageError({
    ru: `--anchors: ${what}. Пример строки: {"certificate": "root.pem", "until": "2030-01-01"}`,
    en: `--anchors: ${what}. Example of a line: {"certificate": "root.pem", "until": "2030-01-01"}`,
  });
}
