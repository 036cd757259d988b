import { legalDate } from '../../formats/evidence/legal-date.ts';
import { UNK } from './cast.ts';
import type { Placed } from './chapter-documents.ts';
import type { Actors } from './chapter-people.ts';
import { textOf } from './client.ts';
import { expectStatus, expectThat, objectsIn, textIn } from './expect.ts';
import type { World } from './world.ts';

const DOCUMENT = 'Внешнеторговый контракт со всеми изменениями';

/** The bank asks for a document; the arrival has its receipt, and what is sent answers it (para. 25 (г), 23, 29). */
export async function answerRequest(world: World, actors: Actors, placed: Placed): Promise<void> {
  const facts = {
    number: 'ВК-2026/118',
    date: legalDate(world.now()),
    ground: '173-ФЗ, ст. 23',
    unk: UNK,
    items: [{ text: DOCUMENT, category: 'a' }],
    workingDays: 7,
  };
  const made = await actors.bank.post('/v1/requests', facts, 'demo-request');
  const request = textOf(expectStatus(made, 201, 'request of the bank'), 'id');
  expectStatus(await actors.otherBank.get(`/v1/requests/${request}`), 404, 'another bank');
  const bank = textIn(made.json['from'], 'id');
  await actors.exporter.post(
    `/v1/documents/${placed.contractDocument}/versions/1/sendings`,
    { to: bank, request, items: [1] },
    'demo-answer',
  );
  const told = expectStatus(await actors.bank.get(`/v1/requests/${request}`), 200, 'the request');
  const [item] = objectsIn(told.json, 'items');
  expectThat(told.json['status'] === 'answered', 'the request is answered');
  expectThat(objectsIn(item, 'sendings').length === 1, 'one sending answers it');
  const [arrived, due] = [textOf(told, 'arrivedAt'), textOf(told, 'due')];
  world.narrator.tell({
    paragraph: '25 (г), 23, 29',
    time: arrived,
    ru: `Запрос банка поступил ${arrived}, срок до ${due}; экспортёр направил контракт в ответ, запрос отвечен`,
    en: `A request of the bank arrived ${arrived}, due ${due}; the exporter sent the contract in answer, the request is answered`,
  });
}
