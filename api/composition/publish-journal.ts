import { openLogFolder } from '../../storage/log-folder/fs/open-log-folder.ts';
import { publishedSize, publishTiles } from '../../vault/journal/publish-tiles.ts';
import type { Config } from '../config.ts';
import { describeError } from '../http/log.ts';
import type { ServiceParts } from './service-parts.ts';

/** Milliseconds between two rounds. */
const EVERY = 10_000;

export type PublishingParts = Pick<ServiceParts, 'stores' | 'journal'> &
  Pick<ServiceParts['ports'], 'log'>;

/**
 * Writes the journal's public files at once, every ten seconds and at the end. The files are derived: what fails is
 * logged and made up for in the next round, and the journal itself never waits for it.
 */
export function publishJournal(
  { journalFolder }: Pick<Config, 'journalFolder'>,
  { stores, journal, log }: PublishingParts,
): () => Promise<void> {
  if (journalFolder === undefined) return () => Promise.resolve();
  const ports = {
    journal: stores.metadata.journal,
    folder: openLogFolder({ folder: journalFolder }),
    sha256: journal.sha256,
  };
  let published: number | undefined;
  const publish = async () => {
    // Of processes over one database one writes the files; who comes after it looks how far they are.
    if (!journal.leads()) {
      published = undefined;
      return;
    }
    try {
      published ??= await publishedSize(ports);
      const head = await ports.journal.head();
      if (head !== undefined && head.size > published) {
        published = await publishTiles(published, ports);
      }
    } catch (error) {
      published = undefined; // read again how far it came
      log.write({ level: 'error', event: 'journal-not-published', error: describeError(error) });
    }
  };
  let round = publish();
  const next = () => {
    round = round.then(publish);
    return round;
  };
  const timer = setInterval(() => void next(), EVERY);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await next();
  };
}
