import { EXIT } from '../report/exit-code.ts';
import { type Environment, languageOf } from './locale.ts';
import { UsageError, verifyOptions } from './verify-options.ts';

/** What the command needs of the world. */
export interface CommandPorts {
  readonly stdout: { write(text: string | Uint8Array): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly now: () => Date;
  /** Its locale is the language where `--lang` asks for none. Absent: empty. */
  readonly environment?: Environment;
}

/**
 * `okno verify`: judges files, folders or a batch of cases, offline unless `--online`, and answers with the exit
 * code (../report/exit-code.ts). The report goes to stdout or `--output`; what cannot be carried out is said on
 * stderr.
 */
export async function run(args: readonly string[], ports: CommandPorts): Promise<number> {
  try {
    const options = verifyOptions(args, ports.environment);
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
    ports.stderr.write(`${error.advice[languageOf(args, ports.environment)]}\n`);
    return EXIT.usage;
  }
}
