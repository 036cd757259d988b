import test, { type ExecutionContext } from 'ava';
import type { BlobInspection, InspectedName } from '../../vault/ports/blob-inspection.ts';
import type { Blobs } from '../../vault/ports/blobs.ts';
import { type Define, sha256, stream, textOf } from './blobs.contract.ts';
import { outcome } from './outcome.ts';

export interface InspectionUnderTest {
  readonly blobs: Blobs;
  readonly inspection: BlobInspection;
  /** Puts other octets where a blob lies, or under a name that no blob has. */
  readonly put: (name: string, text: string) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  /** The name under which the engine has a blob. */
  readonly nameOf: (blobId: string) => string;
}

type Make = (t: ExecutionContext) => Promise<InspectionUnderTest>;

async function all(names: AsyncIterable<InspectedName>): Promise<readonly InspectedName[]> {
  const found: InspectedName[] = [];
  for await (const name of names) found.push(name);
  return found;
}

/** What every adapter of `BlobInspection` keeps. */
export function blobInspectionContract(name: string, make: Make, define: Define = test): void {
  const rule = (
    title: string,
    check: (t: ExecutionContext, bench: InspectionUnderTest) => Promise<void>,
  ) => define(`${name} inspection: ${title}`, async (t) => check(t, await make(t)));

  rule('everything is named in an order that stays, from any name on', async (t, bench) => {
    const { blobs, inspection, put, nameOf } = bench;
    t.deepEqual(await all(inspection.names('')), []);
    const ids = [];
    for (const [owner, text] of [['a', '1'], ['a', '2'], ['a-b', '1'], ['b', '3']] as const) // biome-ignore format: a table
      ids.push((await blobs.put(owner, Buffer.from(text))).id);
    await put('a/notes.txt', 'nobody knows');
    const found = await all(inspection.names(''));
    t.deepEqual(found.flatMap(({ blobId }) => blobId ?? []).sort(), ids.sort());
    t.deepEqual(
      found.filter(({ blobId }) => blobId === undefined).map((each) => each.name),
      ['a/notes.txt'],
    );
    t.true(ids.every((id) => found.some((each) => each.name === nameOf(id))));
    for (const [at, after] of found.entries())
      t.deepEqual(await all(inspection.names(after.name)), found.slice(at + 1), after.name);
  });

  rule(
    'a digest is of what lies there now',
    async (t, { blobs, inspection, put, remove, nameOf }) => {
      const { id } = await blobs.put('a', Buffer.from('content'));
      t.is(await inspection.digest(id), sha256('content'));
      await put(nameOf(id), 'changed');
      t.is(await inspection.digest(id), sha256('changed'));
      t.true(await inspection.has(id));
      await remove(nameOf(id));
      t.is(await inspection.digest(id), undefined);
      t.false(await inspection.has(id));
    },
  );

  rule('what is changed or gone is restored, by its own octets alone', async (t, bench) => {
    const { blobs, inspection, put, remove, nameOf } = bench;
    const { id } = await blobs.put('a', Buffer.from('content'));
    for (const damage of [
      () => put(nameOf(id), 'changed'),
      () => put(nameOf(id), 'of another length'),
      () => remove(nameOf(id)),
    ]) {
      await damage();
      const before = await inspection.digest(id);
      t.is(await outcome(inspection.restore(id, stream('contents'))), 'corrupt');
      t.is(await inspection.digest(id), before, 'nothing has changed');
      await inspection.restore(id, stream('con', 'tent'));
      t.is(await textOf(blobs, id), 'content');
      t.is(await inspection.digest(id), id.split('/')[1]);
    }
  });
}
