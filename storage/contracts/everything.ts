import type { Metadata } from '../../vault/ports/metadata.ts';

/** All that the port shows, to compare before and after. */
export async function everything(store: Metadata): Promise<unknown> {
  const contracts = await store.contractsOf('exporter');
  const documents = await Promise.all(contracts.map((each) => store.documentsOf(each.id)));
  const versions = await Promise.all(documents.flat().map((each) => store.versionsOf(each.id)));
  const head = await store.journal.head();
  const [participants, pending, entries] = await Promise.all([
    store.participants(),
    store.journal.pending(10_000),
    store.journal.entries(0, 10_000),
  ]);
  const revisions = await Promise.all(contracts.map((each) => store.contractRevisions(each.id)));
  const receipts = await Promise.all(entries.map((each) => store.journal.receipt(each.id)));
  return {
    contracts,
    revisions,
    documents,
    versions,
    head,
    participants,
    pending,
    entries,
    receipts,
  };
}
