import type { Language } from '../report/messages.ts';

/** Codes of sysexits.h and of shells for what says nothing about any signature: never one of a verdict. */
export const PROCESS_EXIT = {
  /** EX_SOFTWARE: a bug of ours. */
  software: 70,
  /** EX_IOERR: the answer cannot be written. */
  output: 74,
  /** As a shell tells of SIGPIPE: whoever read the answer went away. */
  brokenPipe: 141,
} as const;

const NOT_WRITTEN = {
  ru: (code: string) => `okno: ответ не записан (${code}). Проверьте место на диске.`,
  en: (code: string) =>
    `okno: the answer cannot be written (${code}). Check the space on the disk.`,
} as const satisfies Record<Language, (code: string) => string>;

/** Ends the process with one of these codes where Node would end it with 1, which means a signature that is not valid. */
export function endProcessOnFailure(own: NodeJS.Process, language: Language): void {
  own.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') own.exit(PROCESS_EXIT.brokenPipe);
    own.stderr.write(`${NOT_WRITTEN[language](error.code ?? error.message)}\n`);
    own.exit(PROCESS_EXIT.output);
  });
  own.stderr.on('error', () => {}); // nobody reads: the answer and its code count
  own.on('uncaughtException', (error) => {
    own.stderr.write(`okno: ${error instanceof Error ? error.stack : String(error)}\n`);
    own.exit(PROCESS_EXIT.software);
  });
}
