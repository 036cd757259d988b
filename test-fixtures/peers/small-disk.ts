// A small file system that is really full: a tmpfs, which only who may mount can have.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { testIf } from './peer-test.ts';

const NEEDS = 'needs the right to mount a tmpfs: run as root, with mount installed';

/** `test` on a machine that lets us mount; elsewhere skipped, saying why, or failing under CI. */
export const testWithSmallDisk = testIf(canMount(), NEEDS);

/** A file system of `mebibytes` MiB, gone with the test. */
export function smallDisk(t: ExecutionContext, mebibytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'okno-disk-'));
  if (!mount(folder, mebibytes)) throw new Error(NEEDS);
  t.teardown(() => {
    unmount(folder);
    rmdirSync(folder);
  });
  return folder;
}

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'okno-mount-'));
  const mounted = mount(folder, 1);
  if (mounted) unmount(folder);
  rmdirSync(folder);
  return mounted;
}

function mount(folder: string, mebibytes: number): boolean {
  const options = ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'okno-test', folder];
  return spawnSync('mount', options).status === 0;
}

function unmount(folder: string): void {
  spawnSync('umount', ['--lazy', folder]); // lazy: also when a test failed with a file open
}
