import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { isKeyName } from '../../formats/log/note.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { SigningError } from '../../signing/signing-error.ts';
import { openLastHead } from '../../storage/last-head/fs/open-last-head.ts';
import { JournalError } from '../../vault/journal/journal-error.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import { type Cosigning, cosignCheckpoint } from '../../vault/witness/cosign-checkpoint.ts';
import { witnessSigner } from '../../vault/witness/witness-signer.ts';
import { languageOf } from '../../verify/cli/locale.ts';
import { openLogSource } from '../../verify/cli/log-source.ts';
import { readTextWithin } from '../../verify/cli/open-file.ts';
import { parseStrictly } from '../../verify/cli/parse-strictly.ts';
import { readLogKeys } from '../../verify/cli/read-log-keys.ts';
import { fileError } from '../../verify/cli/require-file.ts';
import { UsageError } from '../../verify/cli/verify-options.ts';
import { sha256Of } from '../../verify/log/sha256.ts';
import { EXIT, type ExitCode } from '../../verify/report/exit-code.ts';
import type { Message } from '../../verify/report/messages.ts';
import { WITNESS_OPTIONS } from './option-tables.ts';
import type { CliPorts } from './ports.ts';
import { refusalText, WITNESS_HELP } from './witness-text.ts';

/** `okno witness`: cosigns a log's checkpoint once; run it from a timer. Answers with the exit code. */
export async function run(args: readonly string[], ports: CliPorts): Promise<number> {
  const language = languageOf(args, ports.environment);
  try {
    if (parseStrictly(args, WITNESS_OPTIONS, wrongUse).values.help) {
      ports.stdout.write(WITNESS_HELP[language]);
      return EXIT.passed;
    }
    const { cosigning, vkey, output } = await cosign(args, ports);
    if (cosigning.status !== 'cosigned') {
      ports.stderr.write(`${refusalText(cosigning, language)}\n`);
      return exitCodeOf(cosigning);
    }
    if (output === undefined) ports.stdout.write(cosigning.note);
    else await writeFile(resolve(ports.cwd, output), cosigning.note);
    ports.stderr.write(`${vkey}\n`);
    return EXIT.passed;
  } catch (error) {
    if (error instanceof UsageError) {
      ports.stderr.write(`okno witness: ${error.advice[language]}\n`);
      return EXIT.usage;
    }
    const known = [SigningError, StorageError, JournalError].some((type) => error instanceof type);
    if (!known || !(error instanceof Error)) throw error;
    ports.stderr.write(`okno witness: ${error.message}\n`);
    return EXIT.unreadable;
  }
}

async function cosign(args: readonly string[], { cwd, now }: CliPorts) {
  const { values, positionals } = parseStrictly(args, WITNESS_OPTIONS, wrongUse);
  const [source, ...more] = positionals;
  const { key, name, state, output, first } = values;
  const logKeys = values['log-key'];
  if (source === undefined || more.length > 0 || !key || !name || !state || !logKeys) {
    throw wrongUse();
  }
  if (!isKeyName(name)) throw wrongUse({ ru: `--name ${name}.`, en: `--name ${name}.` });
  const algorithms = algorithmsOf([nodeCrypto]);
  const token = values['token-file'] && (await textOf('--token-file', values['token-file'], cwd));
  const pem = await textOf('--key', key, cwd);
  const signer = await witnessSigner(name, signingKeyFromPkcs8(pem), sha256Of(algorithms));
  const cosigning = await cosignCheckpoint({
    files: await openLogSource(source, { cwd, ...(token ? { token: token.trim() } : {}) }),
    logKeys: await readLogKeys(
      { logKeys, keyStatements: values['key-statement'] ?? [] },
      { cwd, algorithms },
    ),
    signer,
    lastHead: await openLastHead({ file: resolve(cwd, state) }),
    first,
    algorithms,
    clock: { now },
  });
  return { cosigning, vkey: signer.vkey, output };
}

function wrongUse(detail: Message = { ru: '', en: '' }): UsageError {
  return new UsageError({
    ru: `${detail.ru} Нужны ИСТОЧНИК, --log-key, --key, --name и --state. Подробно: okno witness --help`.trim(),
    en: `${detail.en} SOURCE, --log-key, --key, --name and --state are needed. More: okno witness --help`.trim(),
  });
}

/** Octets of a key in PEM, or of a token: some hundred. */
const SECRET_LIMIT = 64 * 1024;

function textOf(option: string, path: string, cwd: string): Promise<string> {
  return readTextWithin(resolve(cwd, path), SECRET_LIMIT).catch((error: unknown) => {
    throw fileError(option, path, error);
  });
}

function exitCodeOf(refusal: Exclude<Cosigning, { status: 'cosigned' }>): ExitCode {
  switch (refusal.status) {
    case 'behind':
    case 'inconsistent':
      return EXIT.failed;
    case 'unknown-log':
      return EXIT.indeterminate;
    case 'damaged':
      return EXIT.unreadable;
    case 'checkpoint':
      if (refusal.failure === 'unknown-key') return EXIT.indeterminate;
      return refusal.failure === 'missing' || refusal.failure === 'malformed'
        ? EXIT.unreadable
        : EXIT.failed;
  }
}
