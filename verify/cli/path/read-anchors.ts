import { dirname, resolve } from 'node:path';
import { BadCaseError, objectIn } from '../batch/bad-case.ts';
import { readTextWithin } from '../open-file.ts';
import { fileError } from '../require-file.ts';
import { UsageError } from '../verify-options.ts';
import { type AnchorName, readAnchor } from './path-case.ts';

/** Octets of a file of anchors; a line is some hundred. */
const LIMIT = 1024 * 1024;

/**
 * The anchors of `--anchors`: one JSON object a line, as a case has them in `trust`. Names of files start from the
 * folder of the file that holds them. Throws UsageError.
 */
export async function readAnchors(
  paths: readonly string[],
  cwd: string,
): Promise<readonly AnchorName[]> {
  const anchors: AnchorName[] = [];
  for (const path of paths) {
    const full = resolve(cwd, path);
    const text = await readTextWithin(full, LIMIT).catch((error: unknown) => {
      throw fileError('--anchors', path, error);
    });
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue;
      const anchor = anchorIn(line, `${path}:${index + 1}`);
      anchors.push({ ...anchor, certificate: resolve(dirname(full), anchor.certificate) });
    }
  }
  return anchors;
}

function anchorIn(line: string, place: string): AnchorName {
  try {
    return readAnchor(objectIn(line));
  } catch (error) {
    if (!(error instanceof BadCaseError)) throw error;
    throw new UsageError({
      ru: `--anchors: «${place}»: ${error.message}. Пример строки: {"certificate": "root.pem", "until": "2030-01-01"}`,
      en: `--anchors: “${place}”: ${error.message}. Example of a line: {"certificate": "root.pem", "until": "2030-01-01"}`,
    });
  }
}
