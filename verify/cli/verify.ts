import { EXIT } from '../report/exit-code.ts';
import type { Language } from '../report/messages.ts';
import { UsageError, verifyOptions } from './verify-options.ts';

/** What the command needs of the world. */
export interface CommandPorts {
  readonly stdout: { write(text: string | Uint8Array): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly now: () => Date;
  /** Absent: empty. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * `okno verify`: judges files, folders or a batch of cases, offline unless `--online`, and answers with the exit
 * code (../report/exit-code.ts). The report goes to stdout or `--output`; what cannot be carried out is said on
 * stderr.
 */
export async function run(args: readonly string[], ports: CommandPorts): Promise<number> {
  try {
    const options = verifyOptions(args);
    // Loaded only now, so that help and usage errors come at once.
    switch (options.kind) {
      case 'help': {
        const { helpText } = await import('./help/help-text.ts');
        const { VERIFY_HELP } = await import('./verify-help.ts');
        ports.stdout.write(helpText(VERIFY_HELP, options.language));
        return EXIT.passed;
      }
      case 'files': {
        const { verifyFiles } = await import('./verify/verify-files.ts');
        return await verifyFiles(options, ports);
      }
      case 'batch': {
        const { verifyBatch } = await import('./verify/verify-batch.ts');
        return await verifyBatch(options, ports);
      }
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    ports.stderr.write(`${error.advice[languageOf(args)]}\n`);
    return EXIT.usage;
  }
}

// The options could not be read, but the language may have been asked for among them.
function languageOf(args: readonly string[]): Language {
  const asked = args.includes('--lang=en') || args[args.indexOf('--lang') + 1] === 'en';
  return asked ? 'en' : 'ru';
}
