import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './system-error.ts';

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A folder that was given to us may lie in one that we may not open: then it is not ours to sync. */
async function syncIfReadable(folder: string): Promise<void> {
  try {
    await syncFolder(folder);
  } catch (error) {
    if (systemCode(error) !== 'EACCES') throw error;
  }
}

/** Beyond this many folders the memory of what is durable starts anew: that costs syncs, not safety. */
const REMEMBERED = 20_000;

/** Makes folders whose names survive a crash: each is followed by a sync of the folder above it. */
export class DurableFolders {
  readonly #made = new Map<string, Promise<void>>();
  readonly #mode: number;

  /** Folders are the service's alone, unless `mode` says otherwise. */
  constructor(mode = 0o700) {
    this.#mode = mode;
  }

  /** Durable when it returns, also when another call, or another process, made the folder. */
  make(folder: string): Promise<void> {
    const known = this.#made.get(folder);
    if (known !== undefined) return known;
    if (this.#made.size >= REMEMBERED) this.#made.clear();
    const making = this.#make(folder);
    this.#made.set(folder, making);
    making.catch(() => this.#made.delete(folder));
    return making;
  }

  async #make(folder: string): Promise<void> {
    const above = dirname(folder);
    try {
      await mkdir(folder, { mode: this.#mode });
    } catch (error) {
      const code = systemCode(error);
      if (code === 'ENOENT' && above !== folder) {
        await this.make(above);
        return this.#make(folder);
      }
      if (code !== 'EEXIST') throw error;
      return syncIfReadable(above); // a process that died may have made it and not synced
    }
    await syncFolder(above);
  }
}
