import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../storage/files/replace-file.ts';
import { compareAt, damageAt } from '../../vault/archive/check-copies.ts';
import {
  checkBlob,
  checkKnown,
  checkPresence,
  type DocumentChecks,
  keptFiles,
} from '../../vault/archive/check-documents.ts';
import {
  checkDue,
  type Round,
  type RoundStep,
  type Walk,
} from '../../vault/archive/check-round.ts';
import type { Damage } from '../../vault/archive/damage.ts';
import { inventoryAt } from '../../vault/archive/object-rules.ts';
import type { InspectedName } from '../../vault/ports/blob-inspection.ts';
import type { Clock } from '../../vault/ports/clock.ts';
import type { Config } from '../config.ts';
import { describeError, type Log } from '../http/log.ts';
import { archiveFolder, type Copies, copiesOf } from './copies-of.ts';
import { OBJECT_RULES } from './object-rules.ts';

/** Days in which everything that is kept is read again. */
const DAYS = 90;
const DAY = 24 * 3_600_000;
/** Milliseconds between two looks at what is due. */
const EVERY = 3_600_000;
/** Names that are read before others get their turn. */
const MOST = 50;

const WALKS = ['archive', 'mirror', 'documents'] as const;
type Store = (typeof WALKS)[number];

/** What is remembered in `check.json`. */
interface Progress {
  readonly rounds: Partial<Record<Store, Round>>;
  /** Names that nobody knew when they were met: asked again before anything is said of them. */
  readonly strangers: readonly InspectedName[];
}

export interface KeptChecks extends DocumentChecks {
  readonly clock: Clock;
}

/** Reads again what is due by now of both copies of the archive and of the documents; whether more is due. */
export async function checkKeptDue(
  config: Pick<Config, 'archive' | 'archiveMirror' | 'data' | 'checkDays'>,
  checks: KeptChecks,
  most = MOST,
): Promise<{ readonly found: readonly Damage[]; readonly more: boolean }> {
  const file = join(archiveFolder(config), 'check.json');
  const before = await progressIn(file);
  const period = (config.checkDays ?? DAYS) * DAY;
  const request = { now: checks.clock.now(), period, most };
  const found: Damage[] = [];
  for (const each of before.strangers) found.push(...(await checkKnown(each, checks)));
  const rounds: Partial<Record<Store, Round>> = {};
  const strangers: InspectedName[] = [];
  const copies = copiesOf(config);
  let more = false;
  const note = (store: Store, step: RoundStep<Damage>) => {
    rounds[store] = step.round;
    found.push(...step.found);
    more ||= step.more;
  };
  note('archive', await checkDue(before.rounds.archive, objectWalk(copies, checks), request));
  const { mirror } = copies;
  if (mirror !== undefined) {
    const walk = placeWalk(mirror, (place) => damageAt('mirror', mirror, place, OBJECT_RULES));
    note('mirror', await checkDue(before.rounds.mirror, walk, request));
  }
  note('documents', await checkDue(before.rounds.documents, fileWalk(checks, strangers), request));
  await replaceFile(file, JSON.stringify({ rounds, strangers } satisfies Progress));
  return { found, more };
}

type Place = { readonly name: string };

function placeWalk(
  copy: Copies['archive'],
  check: (place: string) => Promise<readonly Damage[]>,
): Walk<Place, Damage> {
  return {
    async *names(after) {
      for await (const name of copy.places(after)) yield { name };
    },
    check: ({ name }) => check(name),
  };
}

/** An object, how its second copy stands to it, and whether the files that it names are there. */
function objectWalk({ archive, mirror }: Copies, checks: DocumentChecks): Walk<Place, Damage> {
  return placeWalk(archive, async (place) => {
    const found = [...(await damageAt('archive', archive, place, OBJECT_RULES))];
    if (mirror !== undefined)
      found.push(...(await compareAt(place, { archive, mirror }, OBJECT_RULES)));
    const sound = await inventoryAt(archive.tree, place, OBJECT_RULES);
    const files = sound === undefined ? [] : await keptFiles(sound.inventory.id, archive);
    for (const file of files) found.push(...(await checkPresence(file, checks)));
    return found;
  });
}

function fileWalk(checks: DocumentChecks, strangers: InspectedName[]): Walk<InspectedName, Damage> {
  return {
    names: (after) => checks.inspection.names(after),
    async check(named) {
      if ((await checkKnown(named, checks)).length > 0) strangers.push(named);
      return named.blobId === undefined ? [] : checkBlob(named.blobId, checks);
    },
  };
}

/** A position that cannot be read is no position: everything begins anew. */
async function progressIn(file: string): Promise<Progress> {
  try {
    const { rounds = {}, strangers = [] } = JSON.parse(
      await readFile(file, 'utf8'),
    ) as Partial<Progress>;
    return { rounds, strangers };
  } catch {
    return { rounds: {}, strangers: [] };
  }
}

/**
 * Reads everything again within `checkDays`. What is changed, missing or unknown is logged by name; `okno fsck --repair`
 * puts it right. The archive's own writing waits for a page, so that no object is read while it moves.
 */
export function checkKept(
  config: Config,
  ports: KeptChecks & {
    readonly log: Log;
    readonly inTurn: (step: () => Promise<void>) => Promise<void>;
  },
): () => Promise<void> {
  const { log, inTurn, clock, inspection, blobKeys } = ports;
  const checks = { clock, inspection, ...(blobKeys === undefined ? {} : { blobKeys }) };
  let stopped = false;
  let more = true;
  const page = async () => {
    const due = await checkKeptDue(config, checks);
    for (const damage of due.found) log.write({ level: 'error', event: 'damaged', ...damage });
    more = due.more;
  };
  const check = async () => {
    more = true;
    try {
      while (more && !stopped) await inTurn(page);
    } catch (error) {
      log.write({ level: 'error', event: 'not-checked', error: describeError(error) });
    }
  };
  let round: Promise<void> = Promise.resolve();
  const next = () => {
    round = round.then(check);
  };
  next(); // a service that is started often reads what is due all the same
  const timer = setInterval(next, EVERY);
  timer.unref();
  return async () => {
    stopped = true;
    clearInterval(timer);
    await round;
  };
}
