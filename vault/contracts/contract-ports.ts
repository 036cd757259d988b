import type { Sequencing } from '../documents/intake-ports.ts';
import type { Clock } from '../ports/clock.ts';
import type { Metadata } from '../ports/metadata.ts';

export interface ContractPorts {
  readonly metadata: Metadata;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly sequencer: Sequencing;
}
