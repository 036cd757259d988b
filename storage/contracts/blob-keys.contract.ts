import test, { type ExecutionContext } from 'ava';
import type {
  BlobKey,
  SignatureRecord,
  StoredBlob,
  VersionRecord,
} from '../../vault/model/document.ts';
import type { KeptBlob } from '../../vault/ports/blob-keys.ts';
import type { Changes, Metadata } from '../../vault/ports/metadata.ts';
import type { MetadataFactory } from './metadata.contract.ts';
import { outcome } from './outcome.ts';
import * as sample from './samples.ts';

function blob(name: string, more: Partial<BlobKey> = {}): KeptBlob {
  const { ownerId = 'exporter', generation = '1-a', wrapped = `wrapped-${name}` } = more;
  const sha256 = sample.digestOf(name);
  return {
    id: `${ownerId}/${name}`,
    sha256,
    size: name.length,
    key: { ownerId, generation, wrapped },
  };
}

const named = { fileName: 'a.pdf', mediaType: 'application/pdf' };

function signature(...[file, report, ...evidence]: readonly StoredBlob[]): SignatureRecord {
  const of = (given: StoredBlob | undefined) => given ?? blob('none');
  return {
    file: { ...of(file), ...named },
    indication: 'TOTAL-PASSED',
    report: of(report),
    evidence: evidence.map((each) => ({ ...each, kind: 'crl' })),
  };
}

/** A version of document `d` with these blobs, the first its file. */
function placing(number: number, file: StoredBlob, more: Partial<VersionRecord> = {}) {
  const { contracts, documents, entries } = sample.placement('d', number);
  const version = sample.version('d', number, { received: `d-${number}` });
  return {
    ...(number === 1 ? { contracts, documents } : {}),
    entries,
    versions: [{ ...version, ...more, file: { ...file, ...named } }],
  } satisfies Changes;
}

const D1 = { documentId: 'd', number: 1 };
const D2 = { documentId: 'd', number: 2 };

/** What every adapter of `Metadata` keeps about the keys of blobs. */
export function blobKeysContract(name: string, make: MetadataFactory): void {
  const rule = (title: string, check: (t: ExecutionContext, store: Metadata) => Promise<void>) =>
    test(`${name} blob keys: ${title}`, async (t) => {
      const store = await make(t);
      t.teardown(() => store.close());
      await check(t, store);
    });

  rule(
    'keys come with the version that names the blobs, and are no part of its record',
    async (t, store) => {
      const [file, report, crl] = [blob('file'), blob('report'), blob('crl')];
      const signatures = [signature(file, report, crl, crl)];
      await store.commit(placing(1, file, { signatures }));
      t.deepEqual(await store.blobKeys.ofVersion(D1), [crl, file, report]);
      t.deepEqual(await store.blobKeys.find(file.id), { state: 'kept', blob: file });
      t.deepEqual(await store.blobKeys.references(crl.id), [D1]);
      t.deepEqual(await store.blobKeys.generations(), [{ generation: '1-a', keys: 3 }]);
      await store.journal.sequence(sample.batch(0, ['d-1']));
      const records = JSON.stringify(await store.versionsOf('d'));
      t.true(records.includes(file.id));
      t.false(records.includes('wrapped'));
      for (const id of ['', 'none', '__proto__', "' OR 1=1 --"]) {
        t.is(await store.blobKeys.find(id), undefined);
        t.deepEqual(await store.blobKeys.references(id), []);
        t.deepEqual(await store.blobKeys.ofVersion({ documentId: id, number: 1 }), []);
        t.is(await store.blobKeys.ofContent('exporter', id), undefined);
      }
    },
  );

  rule('content is found inside its owner only', async (t, store) => {
    const file = blob('file');
    await store.commit(placing(1, file));
    t.deepEqual(await store.blobKeys.ofContent('exporter', file.sha256), file);
    t.is(await store.blobKeys.ofContent('bank', file.sha256), undefined);
    t.is(await store.blobKeys.ofContent('export', file.sha256), undefined);
  });

  rule('a blob that comes without a key is named and has none', async (t, store) => {
    const { key: _none, ...plain } = blob('plain');
    await store.commit(placing(1, plain));
    t.is(await store.blobKeys.find(plain.id), undefined);
    t.is(await store.blobKeys.ofContent('exporter', plain.sha256), undefined);
    t.deepEqual(await store.blobKeys.references(plain.id), [D1]);
    t.deepEqual(await store.blobKeys.ofVersion(D1), []);
    t.deepEqual(await store.blobKeys.generations(), []);
    t.deepEqual(await store.blobKeys.underOther('1-a', 9), []);
  });

  rule('a key that is kept is never replaced by a commit', async (t, store) => {
    const file = blob('file');
    await store.commit(placing(1, file));
    await store.commit(placing(2, blob('file', { generation: '0-old', wrapped: 'put back' })));
    t.deepEqual(await store.blobKeys.find(file.id), { state: 'kept', blob: file });
    t.deepEqual(await store.blobKeys.references(file.id), [D1, D2]);
  });

  rule('a commit that is refused leaves neither key nor reference', async (t, store) => {
    await store.commit(placing(1, blob('file')));
    const other = placing(1, blob('other'));
    t.is(
      await outcome(store.commit({ versions: other.versions, entries: [sample.entry('x')] })),
      'version-exists',
    );
    t.is(await store.blobKeys.find(blob('other').id), undefined);
    t.deepEqual(await store.blobKeys.references(blob('other').id), []);
  });

  rule(
    'a judgement adds the keys of what it stood on; what was named before stays',
    async (t, store) => {
      const file = blob('file');
      const before = signature(file, blob('report'), blob('crl'));
      await store.commit(placing(1, file, { state: 'pending', signatures: [before] }));
      const { key: _kept, ...readBack } = file;
      const after = signature(readBack, blob('new report'), blob('new crl'));
      const judgement = {
        ...D1,
        state: 'accepted',
        signatures: [after],
        placedEntry: 'p',
      } as const;
      await store.commit({ judgements: [judgement], entries: [sample.entry('p')] });
      const ids = (await store.blobKeys.ofVersion(D1)).map(({ id }) => id.slice(9));
      t.deepEqual(ids, ['crl', 'file', 'new crl', 'new report', 'report']);
      await store.journal.sequence(sample.batch(0, ['d-1', 'p']));
      t.false(JSON.stringify(await store.versionsOf('d')).includes('wrapped'));
    },
  );

  rule(
    'a key is erased under its entry, when every version that names the blob is due',
    async (t, store) => {
      const [shared, own] = [blob('shared'), blob('own')];
      await store.commit(placing(1, own, { signatures: [signature(own, shared)] }));
      await store.commit(placing(2, shared));
      const erase = (blobId: string, ...references: readonly (typeof D1)[]) =>
        outcome(
          store.commit({
            entries: [sample.entry(`erasure of ${blobId}`)],
            erasures: [{ blobId, references, entry: `erasure of ${blobId}` }],
          }),
        );
      t.is(await erase(shared.id, D1), 'stale');
      t.is(await erase(shared.id), 'stale');
      t.is(await erase(shared.id, D1, { ...D2, number: 3 }), 'stale');
      t.is(await erase(shared.id, D1, D2, { ...D2, number: 3 }), 'stale');
      t.deepEqual(await store.blobKeys.find(shared.id), { state: 'kept', blob: shared });
      t.deepEqual(await store.blobKeys.references(shared.id), [D1, D2]);

      t.is(await erase(shared.id, D2, D1), 'done');
      const erased = { state: 'erased', entry: `erasure of ${shared.id}` } as const;
      t.deepEqual(await store.blobKeys.find(shared.id), erased);
      t.is(await store.blobKeys.ofContent('exporter', shared.sha256), undefined);
      t.deepEqual(await store.blobKeys.references(shared.id), []);
      t.deepEqual(await store.blobKeys.ofVersion(D1), [own]);
      t.deepEqual(await store.blobKeys.generations(), [{ generation: '1-a', keys: 1 }]);
      t.is(await erase(shared.id), 'corrupt');
      t.is(await erase('exporter/none'), 'corrupt');
      t.true(await store.blobKeys.wipe());
    },
  );

  rule('what was made of a version is named by it, and its key goes with it', async (t, store) => {
    const [own, made] = [blob('own'), blob('made')];
    await store.commit(placing(1, own));
    await store.commit(placing(2, blob('other')));
    await store.commit({ made: { version: D2, blobs: [made, own] } });
    t.deepEqual(await store.blobKeys.find(made.id), { state: 'kept', blob: made });
    t.deepEqual(await store.blobKeys.references(made.id), [D2]);
    t.deepEqual(await store.blobKeys.references(own.id), [D1, D2]);
    t.deepEqual(await store.blobKeys.ofVersion(D2), [made, blob('other'), own]);
    const erase = (...references: readonly (typeof D1)[]) =>
      outcome(
        store.commit({
          entries: [sample.entry('erasure')],
          erasures: [{ blobId: made.id, references, entry: 'erasure' }],
        }),
      );
    t.is(await erase(D1), 'stale');
    t.is(await erase(D2), 'done');
    t.is(await outcome(store.commit({ made: { version: D1, blobs: [made] } })), 'stale');
    t.deepEqual(await store.blobKeys.references(made.id), []);
  });

  rule('an erasure without its entry is refused and erases nothing', async (t, store) => {
    await store.commit(placing(1, blob('file')));
    const erasures = [{ blobId: blob('file').id, references: [D1], entry: 'none' }];
    t.is(await outcome(store.commit({ erasures })), 'corrupt');
    t.deepEqual(await store.blobKeys.find(blob('file').id), { state: 'kept', blob: blob('file') });
  });

  rule('an erased blob is named by nobody again: the key does not come back', async (t, store) => {
    const file = blob('file');
    await store.commit(placing(1, file));
    await store.commit({
      entries: [sample.entry('e')],
      erasures: [{ blobId: file.id, references: [D1], entry: 'e' }],
    });
    t.is(await outcome(store.commit(placing(2, file))), 'stale');
    await store.blobKeys.rewrap([
      { blobId: file.id, from: file.key, to: { ...file.key, wrapped: 'again' } },
    ]);
    t.deepEqual(await store.blobKeys.find(file.id), { state: 'erased', entry: 'e' });
    t.is(await store.blobKeys.ofContent('exporter', file.sha256), undefined);
    t.deepEqual(await store.blobKeys.references(file.id), []);
  });

  rule(
    'keys are wrapped anew one by one; what changed meanwhile is passed over',
    async (t, store) => {
      const blobs = ['a', 'b', 'c'].map((each) => blob(each));
      const [a, b, c] = blobs as [KeptBlob, KeptBlob, KeptBlob];
      await store.commit(placing(1, a, { signatures: [signature(b, c)] }));
      t.deepEqual(await store.blobKeys.underOther('2-b', 2), [a, b]);
      const anew = (old: KeptBlob, wrapped = `anew ${old.id}`) => ({
        blobId: old.id,
        from: old.key,
        to: { ...old.key, generation: '2-b', wrapped },
      });
      await store.blobKeys.rewrap([anew(a), anew(b)]);
      t.deepEqual(await store.blobKeys.underOther('2-b', 9), [c]);
      await store.blobKeys.rewrap([anew(a, 'late'), anew(c)]);
      t.deepEqual(await store.blobKeys.generations(), [{ generation: '2-b', keys: 3 }]);
      const found = await store.blobKeys.ofVersion(D1);
      t.deepEqual(
        found.map(({ key }) => key.wrapped),
        blobs.map(({ id }) => `anew ${id}`),
      );
    },
  );
}
