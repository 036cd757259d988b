import { nameFault } from '../../formats/zip/entry-name.ts';

/**
 * A user's file name as the last segment of a path in the archive. What some system would not take is
 * replaced; the name as given stays in the vault's records.
 */
export function segmentOf(fileName: string, otherwise: string): string {
  const segment = fileName
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[\\/:*?"<>|]/g, '_')
    .replace(/[. ]+$/, '');
  return nameFault(segment) === undefined ? segment : otherwise;
}

/** `document` is the place of the document in the package, from 1. */
export const versionFolder = (document: number, number: number) =>
  `documents/${document}/versions/${number}`;
