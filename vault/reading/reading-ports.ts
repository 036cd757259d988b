import type { Metadata } from '../ports/metadata.ts';

export interface ReadingPorts {
  readonly metadata: Metadata;
  readonly newId: () => string;
}
