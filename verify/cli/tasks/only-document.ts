import type { NotJudgedCode } from '../../report/not-judged.ts';
import { type Folder, pathIn } from './folder.ts';
import { notJudged, type Task } from './task.ts';

interface Named {
  readonly file: string;
  /** That its name fits. */
  readonly documents: readonly [string, ...string[]];
  /** Why it is not judged where these are several. */
  readonly several: NotJudgedCode;
}

/** The path of the one document that a file can be of by its name; or why it is not judged. */
export function onlyDocument({ file, documents, several }: Named, folder: Folder): string | Task {
  const [document, ...others] = documents;
  if (others.length > 0) return notJudged(file, { code: several, names: documents });
  const refusal = folder.refusal(document);
  if (refusal === undefined) return pathIn(folder, document);
  const code = refusal === 'folder' ? 'not-a-file' : refusal;
  return notJudged(file, { code, names: [document] });
}
