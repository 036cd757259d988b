import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeyStatement, parseKeyStatement } from '../../formats/log/key-statement.ts';
import { parseNote } from '../../formats/log/note.ts';
import { DurableFolders } from '../../storage/files/durable-folders.ts';
import { replaceFile } from '../../storage/files/replace-file.ts';
import { readIfThere } from './log-key.ts';

/** What was said and signed about the keys of the log (`keys/statements/`), to be handed out with its key. */
export interface KeyStatements {
  /** The signed notes. */
  readonly notes: readonly string[];
  /** Keys that the log signed with before, each with the date of its end, as `--log-key` takes them. */
  readonly former: readonly string[];
}

const folderOf = (data: string) => join(data, 'keys', 'statements');

/** Paths of the files that hold a statement each. */
export async function statementFiles(data: string): Promise<readonly string[]> {
  const names = await readdir(folderOf(data)).catch(() => []);
  const notes = names.filter((each) => each.endsWith('.note')).toSorted();
  return notes.map((name) => join(folderOf(data), name));
}

/** Statements in the order of their times. Rejects with FormatError for a note that is none. */
export async function keyStatements(data: string): Promise<KeyStatements> {
  const read: { note: string; statement: KeyStatement }[] = [];
  for (const file of await statementFiles(data)) {
    const note = (await readIfThere(file))?.toString('utf8') ?? '';
    read.push({ note, statement: parseKeyStatement(parseNote(note).text) });
  }
  read.sort((a, b) => (a.statement.time < b.statement.time ? -1 : 1));
  const former = read.map(({ statement: { kind, key, time } }) => {
    return `${key} ${kind === 'replaced' ? 'retired' : kind} ${time}`;
  });
  return { notes: read.map(({ note }) => note), former };
}

/** The statement with which the key of this id took over; undefined when it has not. */
export async function statementFor(data: string, nextId: string): Promise<Buffer | undefined> {
  return readIfThere(join(folderOf(data), `${nextId}.note`));
}

/** Durable when it returns. */
export async function keepStatement(data: string, nextId: string, note: string): Promise<void> {
  await new DurableFolders().make(folderOf(data));
  await replaceFile(join(folderOf(data), `${nextId}.note`), note);
}
