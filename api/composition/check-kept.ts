import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isError } from '../../formats/ocfl/fault.ts';
import { objectPaths } from '../../storage/archive/fs/copy-object.ts';
import { fsTree } from '../../storage/archive/fs/fs-tree.ts';
import { rootOf } from '../../storage/archive/fs/open-archive.ts';
import { STREEBOG_DIGITS } from '../../storage/archive/root-texts.ts';
import { replaceFile } from '../../storage/files/replace-file.ts';
import type { OcflFinding } from '../../verify/ocfl/findings.ts';
import { validateObject } from '../../verify/ocfl/validate-object.ts';
import type { Config } from '../config.ts';
import { describeError, type Log } from '../http/log.ts';
import { CHECK_DIGESTS } from './mirror-archive.ts';

/** Days in which every object of the archive is read again. */
const DAYS = 90;
/** Milliseconds between two rounds; each reads its share. */
const EVERY = 3_600_000;

export interface CheckedShare {
  readonly objects: number;
  readonly findings: readonly OcflFinding[];
}

/**
 * Reads the next objects of the archive again, from where the last round ended, `part` of all of them (0 to 1) and at
 * least one; after the last comes the first. What a round has read is remembered in `check.json`.
 */
export async function checkShare(folder: string, part: number): Promise<CheckedShare> {
  const root = rootOf(folder);
  const paths: string[] = [];
  for await (const path of objectPaths(root)) paths.push(path);
  const after = await positionIn(folder);
  const count = Math.min(paths.length, Math.max(1, Math.ceil(paths.length * part)));
  const start = paths.findIndex((path) => path > after);
  const from = Math.max(start, 0);
  const chosen = [...paths.slice(from), ...paths.slice(0, from)].slice(0, count);
  const findings: OcflFinding[] = [];
  for (const path of chosen) {
    const request = {
      tree: fsTree(root),
      path,
      digests: CHECK_DIGESTS,
      localDigests: STREEBOG_DIGITS,
    };
    findings.push(...(await validateObject(request)).findings.filter(isError));
  }
  const last = chosen.at(-1);
  if (last !== undefined)
    await replaceFile(join(folder, 'check.json'), JSON.stringify({ after: last }));
  return { objects: chosen.length, findings };
}

/** A position that cannot be read is no position: the round begins anew. */
async function positionIn(folder: string): Promise<string> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, 'check.json'), 'utf8'));
    return typeof value === 'object' && value !== null && 'after' in value
      ? String(value.after)
      : '';
  } catch {
    return '';
  }
}

/**
 * Reads everything again within `checkDays`. What is damaged is logged by name; `okno fsck --repair` puts it right. The
 * archive's own writing waits meanwhile, so that no object is read while it moves.
 */
export function checkKept(
  { checkDays = DAYS }: Pick<Config, 'checkDays'>,
  ports: {
    readonly folder: string;
    readonly log: Log;
    readonly inTurn: (step: () => Promise<void>) => Promise<void>;
  },
): () => Promise<void> {
  const { folder, log, inTurn } = ports;
  const part = EVERY / (checkDays * 24 * 3_600_000);
  let round: Promise<void> = Promise.resolve();
  const check = async () => {
    try {
      const { findings } = await checkShare(folder, part);
      for (const { code, path, detail } of findings) {
        log.write({ level: 'error', event: 'archive-damaged', code, path, detail });
      }
    } catch (error) {
      log.write({ level: 'error', event: 'archive-not-checked', error: describeError(error) });
    }
  };
  const timer = setInterval(() => {
    round = inTurn(check);
  }, EVERY);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await round;
  };
}
