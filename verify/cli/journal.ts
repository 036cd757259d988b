import { resolve } from 'node:path';
import { type Algorithms, algorithmsOf } from '../../algorithms/registry.ts';
import { toBase64 } from '../../formats/base64.ts';
import { LOG_FILE_LIMIT } from '../log/log-files.ts';
import { type ConsistencyRequest, judgeConsistency } from '../log/prove-consistency.ts';
import { type ReadCheckpoint, verifyCheckpoint } from '../log/verify-checkpoint.ts';
import { verifyCosignatures } from '../log/verify-cosignatures.ts';
import { type LogRequest, verifyLog } from '../log/verify-log.ts';
import type { WitnessKey } from '../log/witness-key.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { stableJson } from '../report/json-report.ts';
import type { Language } from '../report/messages.ts';
import { type JournalOptions, journalOptions } from './journal-options.ts';
import { JOURNAL_HELP, type JournalAnswer, journalText } from './journal-text.ts';
import { languageOf } from './locale.ts';
import { keepingFiles, openLogSource, writeLogFile } from './log-source.ts';
import { readTextWithin } from './open-file.ts';
import { readLogKeys, readWitnessKeys } from './read-log-keys.ts';
import { readProviders } from './read-providers.ts';
import { fileError } from './require-file.ts';
import type { CommandPorts } from './verify.ts';
import { UsageError } from './verify-options.ts';

/** Entries between two lines of progress. */
const PROGRESS_STEP = 65_536;

/** `okno journal`: verifies a log from its static files, offline or over HTTP; answers with the exit code. */
export async function run(args: readonly string[], ports: CommandPorts): Promise<number> {
  try {
    const options = journalOptions(args, ports.environment);
    if (options.help) {
      ports.stdout.write(JOURNAL_HELP[options.language]);
      return EXIT.passed;
    }
    const answer = await judgeLog(options, ports);
    const code = exitCodeOf(answer);
    const { format, language } = options;
    const json = () => `${stableJson({ exitCode: code, ...answer })}`;
    ports.stdout.write(format === 'json' ? json() : journalText(answer, language));
    return code;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    ports.stderr.write(`${error.advice[languageOf(args, ports.environment)]}\n`);
    return EXIT.usage;
  }
}

function exitCodeOf(answer: JournalAnswer): ExitCode {
  if (answer.status === 'intact' || answer.status === 'consistent') return EXIT.passed;
  if (answer.status !== 'checkpoint') return EXIT.failed;
  switch (answer.failure) {
    case 'missing':
    case 'malformed':
      return EXIT.unreadable;
    case 'unknown-key':
    case 'not-cosigned':
    case 'not-supported':
    case 'compromised-key':
      return EXIT.indeterminate;
    case 'bad-signature':
    case 'bad-cosignature':
    case 'other-log':
      return EXIT.failed;
  }
}

async function judgeLog(options: JournalOptions, ports: CommandPorts): Promise<JournalAnswer> {
  const { cwd } = ports;
  const algorithms = algorithmsOf(await readProviders(options.providers, cwd));
  const keys = await readLogKeys(options, { cwd, algorithms });
  const token = await textOf('--token-file', options.tokenFile, cwd);
  const source = await openLogSource(options.source, {
    cwd,
    ...(token === undefined ? {} : { token: token.trim() }),
  });
  const folder = options.folder && resolve(cwd, options.folder);
  const files = folder === undefined ? source : keepingFiles(source, folder);
  const note = await files.read('checkpoint');
  if (note === undefined) return { status: 'checkpoint', which: 'now', failure: 'missing' };
  const verify = (text: string) => verifyCheckpoint(text, keys, algorithms);
  const now = await verify(new TextDecoder().decode(note));
  if (now.status !== 'verified') {
    return { status: 'checkpoint', which: 'now', failure: now.status };
  }
  if (now.key.compromised !== undefined) {
    return { status: 'checkpoint', which: 'now', failure: 'compromised-key' };
  }
  const earlierText = await textOf('--from', options.from, cwd);
  const earlier = earlierText === undefined ? undefined : await verify(earlierText);
  if (earlier !== undefined && earlier.status !== 'verified') {
    return { status: 'checkpoint', which: 'earlier', failure: earlier.status };
  }
  const witnesses = await readWitnessKeys(options.witnessKeys, { cwd, algorithms });
  const failure = await cosignatureFailure(earlier ?? now, witnesses, algorithms);
  if (failure !== undefined) {
    return { status: 'checkpoint', which: earlier === undefined ? 'now' : 'earlier', failure };
  }
  if (options.action === 'prove' && earlier !== undefined) {
    const laterText = await textOf('--to', options.to, cwd);
    const later = laterText === undefined ? now : await verify(laterText);
    if (later.status !== 'verified') {
      return { status: 'checkpoint', which: 'now', failure: later.status };
    }
    return prove({ files, earlier: earlier.checkpoint, later: later.checkpoint, algorithms });
  }
  const answer = await judgeFiles(now, {
    files,
    checkpoint: now.checkpoint,
    ...(earlier === undefined ? {} : { from: earlier.checkpoint }),
    algorithms,
    ...progress(now.checkpoint.size, options.language, ports),
  });
  if (folder !== undefined && answer.status === 'intact') {
    await writeLogFile(folder, 'checkpoint', note);
  }
  return answer;
}

/** RFC 9162 §2.1.4: both checkpoints are signed, so that no size that never was can be asked for. */
async function prove(request: ConsistencyRequest): Promise<JournalAnswer> {
  const verdict = await judgeConsistency(request);
  if (verdict.status !== 'consistent') return verdict;
  const { earlier, later } = request;
  const proof = verdict.proof.map(toBase64);
  return { status: 'consistent', from: earlier.size, to: later.size, proof };
}

/** Each witness that was given must have cosigned, and no cosignature of theirs may be wrong. */
async function cosignatureFailure(
  note: ReadCheckpoint,
  keys: readonly WitnessKey[],
  algorithms: Algorithms,
): Promise<'not-cosigned' | 'not-supported' | 'bad-cosignature' | undefined> {
  const verdicts = await verifyCosignatures(note, keys, algorithms);
  const statuses = verdicts.map(({ status }) => status);
  if (statuses.some((each) => each === 'malformed' || each === 'bad-signature')) {
    return 'bad-cosignature';
  }
  if (statuses.includes('not-supported')) return 'not-supported';
  const cosigned = new Set(verdicts.map(({ key }) => key));
  return keys.every((key) => cosigned.has(key)) ? undefined : 'not-cosigned';
}

async function judgeFiles(
  { checkpoint }: ReadCheckpoint,
  request: LogRequest,
): Promise<JournalAnswer> {
  const verdict = await verifyLog(request);
  if (verdict.status !== 'intact') return verdict;
  const { origin, size, root } = checkpoint;
  return { ...verdict, origin, size, root: toBase64(root) };
}

async function textOf(
  option: string,
  path: string | undefined,
  cwd: string,
): Promise<string | undefined> {
  if (path === undefined) return undefined;
  return readTextWithin(resolve(cwd, path), LOG_FILE_LIMIT).catch((error: unknown) => {
    throw fileError(option, path, error);
  });
}

/** One line that is written over, on a terminal only. */
function progress(
  size: number,
  language: Language,
  { stderr }: CommandPorts,
): Pick<LogRequest, 'onProgress'> {
  if (!('isTTY' in stderr) || stderr.isTTY !== true) return {};
  const word = language === 'ru' ? 'записей проверено' : 'entries verified';
  return {
    onProgress(entries) {
      if (entries % PROGRESS_STEP === 0) stderr.write(`\r${entries}/${size} ${word}`);
      if (entries === size) stderr.write('\r\x1b[K');
    },
  };
}
