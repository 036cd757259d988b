import { type Folder, pathIn } from './folder.ts';
import { onlyDocument } from './only-document.ts';
import type { Task } from './task.ts';

/** A time-stamp by itself with the document that its name tells; by any other name it is judged alone. */
export function timeStampTask(name: string, folder: Folder): Task {
  const file = pathIn(folder, name);
  const [document, ...others] = folder.pairs.documentsOf(name);
  if (document === undefined) return { kind: 'time-stamp', file };
  const documents = [document, ...others] as const;
  const found = onlyDocument({ file, documents, several: 'several-stamped' }, folder);
  return typeof found === 'string' ? { kind: 'time-stamp', file, content: found } : found;
}
