import { openFile } from '../open-file.ts';

/** The cases of a batch; closed when its scope ends. */
export interface OpenCases extends AsyncDisposable {
  readonly octets: AsyncIterable<Uint8Array>;
}

/** A file of cases, or standard input. Rejects as openFile does. */
export async function openCases(path: string | undefined): Promise<OpenCases> {
  if (path === undefined) {
    return { octets: process.stdin, [Symbol.asyncDispose]: async () => {} };
  }
  const { handle } = await openFile(path);
  return {
    octets: handle.createReadStream({ autoClose: false }),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}
