import { type ArchivePorts, keepKeys } from './run-archive.ts';

type Ports = Pick<ArchivePorts, 'metadata' | 'keyRing' | 'archive'>;

const DOCUMENT = /^urn:uuid:(.+)$/;

/** Writes the whole ring anew: after a roll-over of the master key its wrappings are those of the database. */
export async function refreshKeys(ports: Ports): Promise<void> {
  for await (const id of ports.archive.ids()) {
    const document = DOCUMENT.exec(id)?.[1];
    if (document !== undefined) await keepKeys(document, ports);
  }
}

/** Under which generations of the master key the database has keys, as text. */
export async function generationsOf({ metadata }: Pick<Ports, 'metadata'>): Promise<string> {
  const generations = await metadata.blobKeys.generations();
  return generations.map(({ generation }) => generation).join(' ');
}
