// Whole contracts, sendings with the requests that they answer, and the flow of large packages.
import { randomUUID } from 'node:crypto';
import test from 'ava';
import { parseManifest } from '../../formats/evidence/manifest-file.ts';
import { memoryBlobs } from '../../storage/memory/memory-blobs.ts';
import type { Category } from '../model/document.ts';
import type { Principal } from '../model/participant.ts';
import type { Blobs } from '../ports/blobs.ts';
import { readReceipt } from '../reading/read-receipt.ts';
import { makeRequest } from '../requests/make-request.ts';
import { sendVersion } from '../sendings/send-version.ts';
import {
  createWorld,
  judge,
  NOW,
  packageOf,
  place,
  principal,
  unpack,
  versionsOf,
  type World,
} from './package-world.fixture.ts';
import { writePackage } from './write-package.ts';

const CONTRACT = { kind: 'contract', id: 'contract-1' } as const;

/** A body of currency control asks, and is sent version 1. */
async function answered(world: World, documentId: string): Promise<Principal> {
  const body = { id: 'body', kind: 'currency-control-body', name: 'ТЕСТ Орган' } as const;
  const participant = { ...body, state: 'active', registeredAt: NOW.toISOString() } as const;
  await world.metadata.commit({ participants: [participant] });
  const asker: Principal = {
    participantId: body.id,
    kind: body.kind,
    state: 'active',
    authentication: 'qualified-signature',
  };
  const owner = await world.metadata.participant(principal.participantId);
  const facts = {
    number: 'ВК-17/26',
    date: '2026-03-09',
    ground: '173-ФЗ, ст. 23, ч. 1',
    inn: owner?.inn,
    items: [{ text: 'Договор', category: 'a' }],
    due: '2026-03-30',
  };
  const request = await makeRequest(
    { principal: asker, idempotencyKey: randomUUID(), facts },
    world,
  );
  const sent = { to: body.id, request: request.id, items: [1] };
  const sending = { principal, documentId, version: 1, idempotencyKey: randomUUID(), facts: sent };
  await sendVersion(sending, world);
  return asker;
}

test('D65-25(г): the package of a contract holds its documents, sendings and the request that was answered', async (t) => {
  const world = await createWorld();
  const first = await place(world, Buffer.from('%PDF-1.7 договор'));
  await place(world, Buffer.from('%PDF-1.7 акт'), { title: 'Акт' });
  await answered(world, first);
  const bytes = await packageOf(world, first, { subject: CONTRACT });
  const report = await judge(bytes);
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.findings, null, 1));
  t.deepEqual(
    report.documents.map(({ described }) => described?.['title']),
    ['Договор № 17', 'Акт'],
  );
  t.deepEqual(
    versionsOf(report).map(({ later }) => later.map(({ entry }) => entry?.action)),
    [['document.sent', 'document.delivered'], []],
  );
  t.deepEqual(
    report.receipts.map(({ entry }) => entry?.action),
    ['request.arrived'],
  );
});

test('a version alone, and each participant what it may read; two get two receipts of issue', async (t) => {
  const world = await createWorld();
  const documentId = await place(world, Buffer.from('%PDF-1.7 первая'));
  await place(world, Buffer.from('%PDF-1.7 вторая'), { documentId });
  const asker = await answered(world, documentId);
  const numbersIn = async (request: Parameters<typeof packageOf>[2]) => {
    const report = await judge(await packageOf(world, documentId, request));
    t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.findings, null, 1));
    return versionsOf(report).map(({ number }) => number);
  };
  const second = { kind: 'version', id: documentId, version: 2 } as const;
  t.deepEqual(await numbersIn({ subject: second }), [2]);
  t.deepEqual(await numbersIn({}), [1, 2]);
  t.deepEqual(await numbersIn({ principal: asker }), [1], 'what was sent to it');
  await t.throwsAsync(packageOf(world, documentId, { principal: asker, subject: second }), {
    code: 'not-found',
  });
  const none = { kind: 'version', id: documentId, version: 3 } as const;
  await t.throwsAsync(packageOf(world, documentId, { subject: none }), { code: 'not-found' });
  const size = (await world.metadata.journal.head())?.size ?? 0;
  const issued = { asOf: size, subject: { kind: 'version', id: documentId, version: 1 } } as const;
  const own = await packageOf(world, documentId, issued);
  const theirs = await packageOf(world, documentId, { ...issued, principal: asker });
  t.notDeepEqual(own, theirs);
  t.deepEqual(await packageOf(world, documentId, issued), own);
});

const SECRETS = ['Открытый', 'Тайный'];

/** What a contract with a secret act is packed for, by the same participant: the titles, and the octets. */
async function packedFor(world: World, documentId: string, who: Principal, asOf: number) {
  const bytes = await packageOf(world, documentId, { principal: who, subject: CONTRACT, asOf });
  const report = await judge(bytes);
  return { bytes, titles: report.documents.map(({ described }) => described?.['title']) };
}

test('para. 23, para 5: a package for a weak session stands in for none of a strong one, nor the other way', async (t) => {
  const weak = { ...principal, authentication: 'esia-two-factor' } as const;
  for (const order of [
    [weak, principal],
    [principal, weak],
  ] as const) {
    const world = await createWorld();
    const documentId = await place(world, Buffer.from('%PDF-1.7 1'), { title: 'Открытый' });
    await place(world, Buffer.from('%PDF-1.7 2'), { title: 'Тайный', secret: true });
    const asOf = (await world.metadata.journal.head())?.size ?? 0;
    for (const who of order) {
      const { bytes, titles } = await packedFor(world, documentId, who, asOf);
      t.deepEqual(titles, who === weak ? SECRETS.slice(0, 1) : SECRETS);
      t.deepEqual((await packedFor(world, documentId, who, asOf)).bytes, bytes, 'octet by octet');
    }
  }
});

test('FTS2-7.2: a package under a delegation stands in for none of its owner, nor of another delegation', async (t) => {
  const world = await createWorld();
  const documentId = await place(world, Buffer.from('%PDF-1.7 1'), { title: 'Договор' });
  await place(world, Buffer.from('%PDF-1.7 2'), { title: 'Акт', category: 'b' });
  const asOf = (await world.metadata.journal.head())?.size ?? 0;
  const under = (delegation: string, categories: readonly Category[]): Principal => ({
    ...principal,
    delegate: {
      ...{ participantId: 'other', kind: 'russian-person', state: 'active', delegation },
      ...{ actions: ['contract.describe', 'document.read', 'receipt.read'], categories },
    },
  });
  for (const [who, expected] of [
    [under('one', ['a']), ['Договор']],
    [principal, ['Договор', 'Акт']],
    [under('two', ['b']), ['Акт']],
    [under('one', ['a']), ['Договор']],
  ] as const) {
    t.deepEqual((await packedFor(world, documentId, who, asOf)).titles, expected);
  }
});

test('the receipt of a package’s issue is for whom it was issued, not for all who may read the document', async (t) => {
  const world = await createWorld();
  const documentId = await place(world, Buffer.from('%PDF-1.7'));
  const asker = await answered(world, documentId);
  const subject = { kind: 'document', id: documentId } as const;
  const own = await writePackage({ principal, subject }, world);
  const theirs = await writePackage({ principal: asker, subject }, world);
  const reads = (who: Principal, { entryId }: { readonly entryId: string }) =>
    readReceipt(who, { entryId, part: 'receipt' }, world);
  await t.notThrowsAsync(reads(principal, own));
  await t.notThrowsAsync(reads(asker, theirs));
  await t.throwsAsync(reads(asker, own), { code: 'not-found' });
  await t.throwsAsync(reads(principal, theirs), { code: 'not-found' });
  const contract = await writePackage({ principal, subject: CONTRACT }, world);
  await t.notThrowsAsync(reads(principal, contract), 'of a contract too');
});

test('what may no longer be read is not given again either', async (t) => {
  const world = await createWorld();
  const documentId = await place(world, Buffer.from('%PDF-1.7'));
  const asker = await answered(world, documentId);
  const subject = { kind: 'document', id: documentId } as const;
  const { asOf } = await writePackage({ principal: asker, subject }, world);
  const metadata = { ...world.metadata, sendingsOf: async () => [] };
  await t.notThrowsAsync(writePackage({ principal: asker, subject, asOf }, world));
  const without = writePackage({ principal: asker, subject, asOf }, { ...world, metadata });
  await t.throwsAsync(without, { code: 'not-found' });
});

test('two equal requests at once are one issue', async (t) => {
  const world = await createWorld();
  const documentId = await place(world, Buffer.from('%PDF-1.7'));
  const asOf = (await world.metadata.journal.head())?.size ?? 0;
  const [one, two] = await Promise.all([
    packageOf(world, documentId, { asOf }),
    packageOf(world, documentId, { asOf }),
  ]);
  t.deepEqual(one, two);
  const entries = await world.metadata.journal.entries(0, 100);
  t.is(entries.filter(({ action }) => action === 'evidence.issued').length, 1);
});

test('as of a moment: what came later is not in it, and what was not decided then is not told as decided', async (t) => {
  const world = await createWorld();
  const documentId = await place(world, Buffer.from('%PDF-1.7 первая'));
  const then = (await world.metadata.journal.head())?.size ?? 0;
  await place(world, Buffer.from('%PDF-1.7 вторая'), { documentId });
  await answered(world, documentId);
  const report = await judge(await packageOf(world, documentId, { asOf: then }));
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.findings, null, 1));
  t.deepEqual(
    versionsOf(report).map(({ number, later }) => [number, later.length]),
    [[1, 0]],
  );
  t.is(report.asOf, then);
  // Between the two moments of version 1: received, not placed yet.
  const error = await t.throwsAsync(packageOf(world, documentId, { asOf: then - 1 }));
  t.like(error, { code: 'invalid', fault: { fields: [{ pointer: '/asOf' }] } });
});

/** Blobs that tell how many are open at once, and the longest piece that was read. */
function watched(blobs: Blobs) {
  const seen = { open: 0, most: 0, longest: 0 };
  const watching: Blobs = {
    ...blobs,
    async open(id) {
      const blob = await blobs.open(id);
      seen.open += 1;
      seen.most = Math.max(seen.most, seen.open);
      return {
        size: blob.size,
        async read(offset, length) {
          const bytes = await blob.read(offset, length);
          seen.longest = Math.max(seen.longest, bytes.length);
          return bytes;
        },
        async close() {
          seen.open -= 1;
          await blob.close();
        },
      };
    },
  };
  return { watching, seen };
}

/** CI takes more; elsewhere fewer show the same. */
const DOCUMENTS = process.env['CI'] === undefined ? 40 : 120;

test(`a package of ${DOCUMENTS} documents flows: one file open at a time, read in pieces`, async (t) => {
  t.timeout(10 * 60 * 1000);
  const { watching, seen } = watched(memoryBlobs());
  const world = await createWorld({ blobs: watching });
  const big = Buffer.alloc(1024 * 1024, 'x');
  const first = await place(world, big, { title: 'Большой', fileName: 'big.bin' });
  for (let at = 1; at < DOCUMENTS; at += 1) {
    await place(world, Buffer.from(`%PDF-1.7 ${at}`), { title: `Документ ${at}` });
  }
  Object.assign(seen, { open: 0, most: 0, longest: 0 });
  const bytes = await packageOf(world, first, { subject: CONTRACT });
  t.is(seen.open, 0, 'every file was closed');
  t.is(seen.most, 1);
  t.true(seen.longest <= 256 * 1024, String(seen.longest));
  const report = await judge(bytes);
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.findings.slice(0, 3)));
  t.is(report.documents.length, DOCUMENTS);
  const manifest = (await unpack(bytes)).find(([name]) => name === 'manifest.json')?.[1];
  const { files } = parseManifest(manifest ?? new Uint8Array());
  t.true(files.every(({ about }) => /[а-яА-Я]/.test(about.ru) && /[a-z]/.test(about.en)));
});
