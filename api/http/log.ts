/** One line of the server's log. Never personal data: no address, name, number, path value or content. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly [fact: string]: string | number | boolean | undefined;
}

export interface Log {
  write(line: LogLine): void;
}

/** JSON lines, one write each, so that processes sharing a pipe do not mix them. */
export function jsonLinesLog(ports: { write(text: string): void; now(): Date }): Log {
  return {
    write: (line) =>
      ports.write(`${JSON.stringify({ time: ports.now().toISOString(), ...line })}\n`),
  };
}

/** The stack of an unforeseen error with its causes, for the operator's log only. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${describeError(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
