import test from 'ava';
import fc from 'fast-check';
import type { Metadata } from '../../vault/ports/metadata.ts';
import type { MetadataFactory } from './metadata.contract.ts';
import { outcome } from './outcome.ts';
import * as sample from './samples.ts';

// Random operations on few names, so that they meet; the store must agree with a model that is
// three maps and two lists.

type Step =
  | {
      readonly do: 'contract';
      readonly id: string;
      readonly revision: number;
      readonly key: string;
    }
  | {
      readonly do: 'version';
      readonly document: string;
      readonly number: number;
      readonly key: string;
    }
  | { readonly do: 'sequence'; readonly off: number; readonly count: number };

class Model {
  readonly revisions = new Map<string, number>();
  readonly versions = new Map<string, string>();
  readonly keys = new Set<string>();
  readonly pending: string[] = [];
  readonly log: string[] = [];

  contract(step: Step & { do: 'contract' }, entryId: string): string {
    if (step.revision !== (this.revisions.get(step.id) ?? 0) + 1) return 'stale';
    if (this.keys.has(step.key)) return 'key-exists';
    this.revisions.set(step.id, step.revision);
    return this.#accept(step.key, entryId);
  }

  version(step: Step & { do: 'version' }, entryId: string): string {
    if (!this.revisions.has(ownerOf(step.document))) return 'corrupt';
    if (this.versions.has(`${step.document}/${step.number}`)) return 'version-exists';
    if (this.keys.has(step.key)) return 'key-exists';
    this.versions.set(`${step.document}/${step.number}`, entryId);
    return this.#accept(step.key, entryId);
  }

  sequence(step: Step & { do: 'sequence' }): string {
    if (step.off !== 0) return 'stale';
    this.log.push(...this.pending.splice(0, step.count));
    return 'done';
  }

  visible(document: string): readonly number[] {
    return [...this.versions]
      .filter(([name, entryId]) => name.startsWith(`${document}/`) && this.log.includes(entryId))
      .map(([name]) => Number(name.slice(document.length + 1)))
      .sort((a, b) => a - b);
  }

  #accept(key: string, entryId: string): string {
    this.keys.add(key);
    this.pending.push(entryId);
    return 'done';
  }
}

const DOCUMENTS = ['d0', 'd1', 'd2', 'd3'];

/** Documents d0, d2 belong to contract c0; d1, d3 to c1. */
function ownerOf(document: string): string {
  return `c${Number(document.slice(1)) % 2}`;
}

const key = fc.integer({ min: 0, max: 40 }).map((n) => `key ${n}`);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('contract' as const),
    id: fc.constantFrom('c0', 'c1'),
    revision: fc.integer({ min: 1, max: 3 }),
    key,
  }),
  fc.record({
    do: fc.constant('version' as const),
    document: fc.constantFrom(...DOCUMENTS),
    number: fc.integer({ min: 1, max: 3 }),
    key,
  }),
  fc.record({
    do: fc.constant('sequence' as const),
    off: fc.constantFrom(0, 0, 0, -1, 1), // from the size that the journal has
    count: fc.integer({ min: 0, max: 3 }),
  }),
);

/** Registers the property for one adapter. */
export function metadataModel(name: string, make: MetadataFactory): void {
  test(`${name}: agrees with a model under random operations`, async (t) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const store = await make(t);
        try {
          const model = new Model();
          for (const [n, each] of steps.entries()) {
            const now = { entryId: `e${n}`, pending: [...model.pending], size: model.log.length };
            const expected = play(model, each, `e${n}`);
            t.is(await act(store, each, now), expected);
          }
          await compare(t, store, model);
        } finally {
          await store.close();
        }
      }),
      { numRuns: 25 },
    );
  });
}

function play(model: Model, each: Step, entryId: string): string {
  switch (each.do) {
    case 'contract':
      return model.contract(each, entryId);
    case 'version':
      return model.version(each, entryId);
    case 'sequence':
      return model.sequence(each);
  }
}

function act(
  store: Metadata,
  each: Step,
  now: { readonly entryId: string; readonly pending: readonly string[]; readonly size: number },
): Promise<string> {
  const { entryId } = now;
  switch (each.do) {
    case 'contract':
      return outcome(
        store.commit({
          contracts: [sample.contract(each.id, { revision: each.revision })],
          entries: [sample.entry(entryId)],
          idempotency: sample.idempotency('exporter', each.key),
        }),
      );
    case 'version':
      return outcome(
        store.commit({
          documents: [sample.document(each.document, ownerOf(each.document))],
          entries: [sample.entry(entryId)],
          versions: [sample.version(each.document, each.number, { received: entryId })],
          idempotency: sample.idempotency('exporter', each.key),
        }),
      );
    case 'sequence':
      return outcome(
        store.journal.sequence(sample.batch(now.size + each.off, now.pending.slice(0, each.count))),
      );
  }
}

async function compare(
  t: { deepEqual(actual: unknown, expected: unknown): unknown },
  store: Metadata,
  model: Model,
): Promise<void> {
  const ids = (entries: readonly { readonly id: string }[]) => entries.map((each) => each.id);
  t.deepEqual(ids(await store.journal.pending(1000)), model.pending);
  t.deepEqual(ids(await store.journal.entries(0, 1000)), model.log);
  const contracts = await store.contractsOf('exporter');
  t.deepEqual(new Map(contracts.map((each) => [each.id, each.revision])), model.revisions);
  for (const document of DOCUMENTS) {
    const versions = await store.versionsOf(document);
    t.deepEqual(
      versions.map((each) => each.number),
      model.visible(document),
    );
  }
}
