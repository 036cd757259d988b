import type { Manifest } from './manifest.ts';

export const CONTENTS_NAME = 'CONTENTS.txt';

/**
 * The files of a package for people, each with what it is in Russian and in English: the manifest as a text. A
 * reader makes it anew and compares, so that it never says anything else than the manifest.
 */
export function contentsText({ files }: Pick<Manifest, 'files'>): Uint8Array {
  const listed = files.filter(({ role }) => role !== 'contents' && role !== 'container');
  const parts = listed.map(
    ({ name, size, about }) =>
      `${name}\n  ${about.ru} (${size} байт)\n  ${about.en} (${size} octets)\n`,
  );
  const title = 'ЧТО ЛЕЖИТ В ПАКЕТЕ — WHAT IS IN THE PACKAGE\n';
  return new TextEncoder().encode([title, ...parts].join('\n'));
}
