// Writes the man pages that the package carries, from the help of the command.
import { writeFile } from 'node:fs/promises';
import { MAN_PAGES } from '../verify/cli/help/man-pages.ts';

for (const { file, page } of MAN_PAGES) {
  await writeFile(new URL(`../man/${file}`, import.meta.url), page());
}
