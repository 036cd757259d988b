import { open } from 'node:fs/promises';

/** The cases of a batch; closed when its scope ends. */
export interface OpenCases extends AsyncDisposable {
  readonly octets: AsyncIterable<Uint8Array>;
}

/** A file of cases, or standard input. Rejects with the error of the file system. */
export async function openCases(path: string | undefined): Promise<OpenCases> {
  if (path === undefined) {
    return { octets: process.stdin, [Symbol.asyncDispose]: async () => {} };
  }
  const handle = await open(path, 'r');
  try {
    if (!(await handle.stat()).isFile()) {
      throw Object.assign(new Error(`${path} is not a file`), { code: 'EISDIR' });
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  return {
    octets: handle.createReadStream({ autoClose: false }),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}
