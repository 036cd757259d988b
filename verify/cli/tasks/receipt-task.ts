import { extname } from 'node:path';
import { type Folder, pathIn } from './folder.ts';
import type { Task } from './task.ts';

const SUPPLEMENT_EXTENSIONS = ['.time-stamp.json', '.cosignature.json'];

/** The name of the receipt that a file of this name supplements; undefined for any other name. */
export function supplementOf(name: string): string | undefined {
  const extension = SUPPLEMENT_EXTENSIONS.find((each) => name.toLowerCase().endsWith(each));
  return extension && `${name.slice(0, -extension.length)}.json`;
}

/** `receipt.json` with `receipt.time-stamp.json` and the like beside it, by whichever name it was asked for. */
export function receiptTask(name: string, folder: Folder): Task {
  const receipt = supplementOf(name) ?? name;
  const file = isThere(receipt, folder) ? receipt : name;
  const stem = file.slice(0, file.length - extname(file).length);
  const supplements = SUPPLEMENT_EXTENSIONS.map((extension) => `${stem}${extension}`).filter(
    (supplement) => supplement !== file && isThere(supplement, folder),
  );
  return {
    kind: 'receipt',
    file: pathIn(folder, file),
    supplements: supplements.map((supplement) => pathIn(folder, supplement)),
  };
}

function isThere(name: string, folder: Folder): boolean {
  return folder.has(name) && folder.refusal(name) === undefined;
}
