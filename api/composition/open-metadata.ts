import { join } from 'node:path';
import { claimDatabase } from '../../storage/metadata/postgres/claim-database.ts';
import type { DatabaseAddress } from '../../storage/metadata/postgres/connections.ts';
import {
  openPostgresMetadata,
  type PostgresMetadata,
} from '../../storage/metadata/postgres/open-postgres-metadata.ts';
import { openPeers } from '../../storage/metadata/postgres/peers.ts';
import { openSqliteMetadata } from '../../storage/metadata/sqlite/open-sqlite-metadata.ts';
import type { Metadata } from '../../vault/ports/metadata.ts';
import type { Peers } from '../../vault/ports/peers.ts';
import type { Config } from '../config.ts';
import { readSecret } from './read-secret.ts';

/** What processes over one database need of each other. */
export interface SharedDatabase {
  readonly peers: (onFailure: (error: unknown) => void) => Peers;
  readonly alone: Alone;
}

/** Runs `work` while no other process over the database runs its own of the same kind. */
export type Alone = PostgresMetadata['alone'];

export interface OpenedMetadata {
  readonly metadata: Metadata;
  /** Absent: this process has the data for itself. */
  readonly shared?: SharedDatabase;
}

/** `command`: one of the operator's that needs the service stopped, and has the data for itself. */
export type OpenedBy = 'service' | 'command';

/** PostgreSQL when one is named, else SQLite in the data folder. */
export async function openMetadata(config: Config, by: OpenedBy): Promise<OpenedMetadata> {
  if (config.database === undefined) {
    return { metadata: await openSqliteMetadata({ file: join(config.data, 'okno.sqlite') }) };
  }
  const password = await readSecret('databasePasswordFile', {
    value: config.databasePassword,
    file: config.databasePasswordFile,
  });
  const address = { url: config.database, ...(password === undefined ? {} : { password }) };
  const metadata = await openPostgresMetadata(address);
  const { journalOf, alone } = metadata;
  if (by === 'command') return { metadata: await claimed(metadata, address) };
  return {
    metadata,
    shared: { alone, peers: (onFailure) => openPeers({ address, journalOf, onFailure }) },
  };
}

/** The metadata with the claim that ends when they are closed. */
async function claimed(metadata: Metadata, address: DatabaseAddress): Promise<Metadata> {
  try {
    const release = await claimDatabase(address);
    const close = async () => {
      try {
        await metadata.close();
      } finally {
        await release();
      }
    };
    return { ...metadata, close };
  } catch (error) {
    await metadata.close();
    throw error;
  }
}
