// A vault in memory under one test authority: what most tests of the vault start from.
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { memoryBlobs } from '../../storage/memory/memory-blobs.ts';
import { memoryLastHead } from '../../storage/memory/memory-last-head.ts';
import { memoryMetadata } from '../../storage/memory/memory-metadata.ts';
import { createPki, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { exporter, head } from '../../test-fixtures/pki/subjects.ts';
import type { Participant } from '../model/participant.ts';
import { VaultError, type VaultFault } from '../vault-error.ts';
import { createWorld, NOW, type World, type WorldParts } from './vault-world.ts';

export const pki = await createPki({ now: NOW });
/** Signs for the exporter, and seals for the operator. */
export const director = await pki.issue({ subject: head });
export const crls = await crlsOf(pki);

/** The revocation lists of both authorities as of `at`. */
export async function crlsOf(authority: TestPki, at = NOW) {
  const both = await Promise.all([authority.crl(at), authority.crl(at, { of: 'root' })]);
  return both.map((der) => parseCrl(der));
}

export interface MemoryWorld {
  readonly authority?: TestPki;
  /** What can be had about revocation; absent: all of `pki`'s. With `{}` what is placed stays pending. */
  readonly evidence?: WorldParts['evidence'];
  /** Registered beside the exporter. */
  readonly participants?: readonly Participant[];
}

export async function memoryWorld(parts: MemoryWorld = {}): Promise<World> {
  const { authority = pki, evidence = { crls }, participants = [] } = parts;
  const world = await createWorld({
    metadata: memoryMetadata(),
    blobs: memoryBlobs(),
    lastHead: memoryLastHead(),
    root: authority.root,
    seal: director,
    evidence,
    owner: exporter,
  });
  await world.metadata.commit({ participants });
  return world;
}

/** An active state body, unless `more` says otherwise. */
export function participant(id: string, more: Partial<Participant> = {}): Participant {
  const registeredAt = NOW.toISOString();
  return { id, kind: 'state-body', name: `Лицо ${id}`, state: 'active', registeredAt, ...more };
}

/** `minutes` after the world began. */
export function at(minutes: number): Date {
  return new Date(NOW.getTime() + minutes * 60_000);
}

/** Why the vault refused. Fails when it did not; any other error is thrown on. */
export async function faultOf(step: Promise<unknown>): Promise<VaultFault> {
  const fault = await endOf(step);
  if (fault === undefined) throw new Error('the vault did not refuse');
  return fault;
}

/** `done`, or the code of the fault. */
export async function codeOf(step: Promise<unknown>): Promise<VaultFault['code'] | 'done'> {
  return (await endOf(step))?.code ?? 'done';
}

/** As `codeOf`, but the fields of an invalid request with what is wrong of each, and a denial with its reason. */
export async function refusalOf(step: Promise<unknown>): Promise<string | readonly string[]> {
  const fault = await endOf(step);
  if (fault?.code === 'invalid')
    return fault.fields.map(({ pointer, code }) => `${pointer} ${code}`);
  return fault?.code === 'denied' ? `denied ${fault.denial.reason}` : (fault?.code ?? 'done');
}

async function endOf(step: Promise<unknown>): Promise<VaultFault | undefined> {
  try {
    await step;
    return undefined;
  } catch (error) {
    if (error instanceof VaultError) return error.fault;
    throw error;
  }
}
