import { randomUUID } from 'node:crypto';
import test from 'ava';
import { defaultTerms } from '../test-fixtures/documents/contract-terms.ts';
import { type UpdFacts, upd503 } from '../test-fixtures/documents/upd503-xml.ts';
import {
  registerContract,
  sharedEnding,
  sign,
  signaturePart,
  startStage,
} from './service.fixture.ts';

const ending = sharedEnding();
const stage = await startStage(ending);
test.after.always(() => ending.end());

// The service's clock is today's: the contract of the fixtures must not lie ahead of it.
const terms = { ...defaultTerms, date: '2026-01-15' };

async function place(facts: Partial<UpdFacts>, stated: object = {}) {
  const { exporter, identities } = stage;
  const { name, inn } = terms.exporter;
  const contract = await registerContract(exporter, {
    number: terms.number,
    date: terms.date,
    parties: [
      { role: 'exporter', name, country: 'RU', inn },
      { role: 'importer', name: terms.buyer.name, country: terms.buyer.country },
    ],
    currency: terms.currency,
    amount: terms.amount,
    obligationsEnd: terms.obligationsEnd,
  });
  const { fileName, bytes } = upd503({ terms, date: '2026-02-01', ...facts });
  const answer = await exporter.place(`/v1/contracts/${contract}/documents`, {
    key: randomUUID(),
    metadata: { category: 'b', title: 'Счёт', ...stated },
    files: [
      { name: 'document', fileName, mediaType: 'application/xml', bytes } as const,
      signaturePart(await sign(bytes, identities.head)),
    ],
  });
  return { answer, bytes, version: answer.headers.get('location') ?? '' };
}

test('an УПД under its contract is placed without a word, byte for byte in windows-1251', async (t) => {
  const { answer, bytes, version } = await place({}, { number: '88', date: '2026-02-01' });
  t.is(answer.status, 201, answer.bytes.toString());
  t.deepEqual(answer.json['warnings'], []);
  const content = await stage.exporter.get(`${version}/content`);
  t.deepEqual(new Uint8Array(content.bytes), bytes);
  t.is((await stage.exporter.get(version)).json['warnings'], undefined);
});

test('an УПД that contradicts its contract is placed, and the user is told in both languages', async (t) => {
  const { answer, version } = await place({ total: '184500.01' }, { number: '89' });
  t.is(answer.status, 201, answer.bytes.toString());
  const expected = [
    {
      code: 'document-number-differs',
      facts: { document: '88', contract: '89' },
      ru: 'В документе номер «88», а при размещении указан «89».',
      en: 'The document has the number “88”, the request says “89”.',
    },
    {
      code: 'document-amount-over',
      facts: { document: '184500.01', contract: '184500.00' },
      ru: 'Сумма документа 184500.01 больше суммы контракта 184500.00.',
      en: 'The document’s sum 184500.01 is over that of the contract, 184500.00.',
    },
  ];
  t.deepEqual(
    answer.json['warnings'],
    expected.map((warning) => ({ ...warning, part: 'document' })),
  );
  t.deepEqual((await stage.exporter.get(version)).json['warnings'], expected);
});
