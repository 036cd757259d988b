/** What a subcommand of this folder gets from the process that runs it. */
export interface CommandPorts {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** sysexits.h EX_USAGE. */
export const USAGE = 64;

export function member<T extends string>(
  list: readonly T[],
  text: string | undefined,
): T | undefined {
  return list.find((each) => each === text);
}
