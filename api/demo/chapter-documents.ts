import { bytesSource } from '../../formats/byte-source.ts';
import { addTimeStamp } from '../../signing/cades/add-time-stamp.ts';
import { addSigner, signCades } from '../../signing/cades/sign-cades.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import { signXml } from '../../signing/xml/sign-xml.ts';
import { actXml } from '../../test-fixtures/documents/act-xml.ts';
import { contractPdf } from '../../test-fixtures/documents/contract-pdf.ts';
import { defaultTerms } from '../../test-fixtures/documents/contract-terms.ts';
import { upd503 } from '../../test-fixtures/documents/upd503-xml.ts';
import { UNK } from './cast.ts';
import { type Answer, type Client, type FilePart, textOf } from './client.ts';
import { expectStatus, expectThat, objectsIn, textIn } from './expect.ts';
import type { World } from './world.ts';

/** What the exporter placed, with the moments that the journal fixed. */
export interface Placed {
  readonly contractDocument: string;
  readonly firstPlacedAt: string;
  readonly secondPlacedAt: string;
}

/** The text, the invoice and the registration agree on these. */
const CONTRACT = defaultTerms;

/** Registers the contract, places its text twice, an invoice and an act, and tries a tampered file. */
export async function placeDocuments(world: World, client: Client): Promise<Placed> {
  const contractId = await registerContract(world, client);
  const first = pdfPart('contract-1.pdf', await contractPdf({ ...CONTRACT, edition: 1 }));
  const placed = await place(world, client, {
    path: `/v1/contracts/${contractId}/documents`,
    metadata: {
      category: 'a',
      title: `Контракт № ${CONTRACT.number}`,
      number: CONTRACT.number,
      date: CONTRACT.date,
    },
    document: first,
    signatures: [await stampedSignature(world, first)],
    paragraph: '26 (а), 24',
    what: {
      ru: 'Контракт (PDF, подпись ГОСТ со штампом времени, CAdES-T)',
      en: 'Contract (PDF, GOST signature with a time-stamp, CAdES-T)',
    },
  });
  const contractDocument = textOf(placed, 'documentId');
  await placeInvoice(world, client, contractId);
  const second = pdfPart('contract-2.pdf', await contractPdf({ ...CONTRACT, edition: 2 }));
  const again = await place(world, client, {
    path: `/v1/documents/${contractDocument}/versions`,
    document: second,
    signatures: [await signatureOfBoth(world, second)],
    paragraph: '13 (с), 24',
    what: {
      ru: 'Вторая редакция контракта (подписи обеих сторон: ГОСТ и ECDSA)',
      en: 'Second version of the contract (both parties signed: GOST and ECDSA)',
    },
  });
  await placeAct(world, client, contractId);
  await tryTampered(world, client, { contractDocument, document: second });
  return {
    contractDocument,
    firstPlacedAt: momentOf(placed, 'document.placed'),
    secondPlacedAt: momentOf(again, 'document.placed'),
  };
}

async function registerContract({ narrator }: World, client: Client): Promise<string> {
  const terms = {
    number: CONTRACT.number,
    date: CONTRACT.date,
    currency: CONTRACT.currency,
    amount: CONTRACT.amount,
    obligationsEnd: CONTRACT.obligationsEnd,
    unk: UNK,
    parties: [
      {
        role: 'exporter',
        name: CONTRACT.exporter.name,
        country: 'RU',
        inn: CONTRACT.exporter.inn,
      },
      { role: 'importer', name: CONTRACT.buyer.name, country: CONTRACT.buyer.country },
    ],
  };
  const answer = expectStatus(
    await client.post('/v1/contracts', terms, 'demo-contract'),
    201,
    'contract',
  );
  const id = textOf(answer, 'id');
  const shown = expectStatus(await client.get(`/v1/contracts/${id}`), 200, 'contract');
  const keepUntil = textOf(shown, 'keepUntil');
  narrator.tell({
    paragraph: '13 (л)',
    ru: `Договор № ${CONTRACT.number} зарегистрирован, УНК ${UNK}; документы хранятся не менее чем до ${keepUntil}`,
    en: `Contract No. ${CONTRACT.number} registered, УНК ${UNK}; its documents are kept until ${keepUntil} at least`,
  });
  return id;
}

async function placeInvoice(world: World, client: Client, contractId: string): Promise<void> {
  const { fileName, bytes } = upd503({ terms: CONTRACT, number: '118', date: '2026-11-16' });
  const document = { name: fileName, mediaType: 'application/xml', bytes };
  await place(world, client, {
    path: `/v1/contracts/${contractId}/documents`,
    metadata: {
      category: 'b',
      title: 'Счёт-фактура и акт (УПД 5.03) № 118',
      number: '118',
      date: '2026-11-16',
    },
    document,
    signatures: [await detachedSignature(world, document, world.people.headRsa)],
    paragraph: '26 (б), 24',
    what: {
      ru: 'УПД 5.03 (XML windows-1251, байты не перекодированы)',
      en: 'УПД 5.03 (XML in windows-1251, octets as they came)',
    },
  });
}

/** The signature lies inside the document: there is no file beside it. */
async function placeAct(world: World, client: Client, contractId: string): Promise<void> {
  const bytes = await signXml({
    packaging: 'enveloped',
    document: actXml(CONTRACT),
    identity: world.people.head,
    digest: world.algorithms,
  });
  await place(world, client, {
    path: `/v1/contracts/${contractId}/documents`,
    metadata: { category: 'b', title: 'Акт приёма-передачи № 3', number: '3', date: '2026-11-20' },
    document: { name: 'act-3.xml', mediaType: 'application/xml', bytes },
    signatures: [],
    paragraph: '26 (б), 24',
    what: {
      ru: 'Акт (XML, подпись ГОСТ внутри, XMLDSig)',
      en: 'Act (XML with a GOST signature inside, XMLDSig)',
    },
  });
}

interface Placing {
  readonly path: string;
  readonly metadata?: unknown;
  readonly document: FilePart;
  readonly signatures: readonly FilePart[];
  readonly paragraph: string;
  readonly what: { readonly ru: string; readonly en: string };
}

async function place(world: World, client: Client, placing: Placing): Promise<Answer> {
  const { path, metadata, document, signatures, paragraph, what } = placing;
  const answer = await client.place(path, {
    ...(metadata === undefined ? {} : { metadata }),
    document,
    signatures,
    idempotencyKey: `demo-${document.name}`,
  });
  expectStatus(answer, 201, what.en);
  const received = momentOf(answer, 'document.received');
  const placed = momentOf(answer, 'document.placed');
  world.narrator.tell({
    paragraph,
    time: placed,
    ru: `${what.ru}: подпись действительна; получен ${received}, размещён ${placed}, квитанции выданы`,
    en: `${what.en}: signature valid; received ${received}, placed ${placed}, receipts issued`,
  });
  return answer;
}

/** One octet of the document differs from what was signed: refused, with a report, and journalled. */
async function tryTampered(
  world: World,
  client: Client,
  { contractDocument, document }: { contractDocument: string; document: FilePart },
): Promise<void> {
  const signature = await detachedSignature(world, document, world.people.head);
  const bytes = Uint8Array.from(document.bytes);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  const answer = await client.place(`/v1/documents/${contractDocument}/versions`, {
    document: { ...document, bytes },
    signatures: [signature],
    idempotencyKey: 'demo-tampered',
  });
  expectStatus(answer, 422, 'tampered file');
  const [report] = objectsIn(answer.json['refusal'], 'reports');
  const [judged] = objectsIn(report?.['report'], 'signatures');
  expectThat(textIn(judged, 'subIndication') === 'HASH_FAILURE', 'the report names HASH_FAILURE');
  world.narrator.tell({
    paragraph: '4 (а), 13 (з)',
    ru: 'Подменённый файл (один бит) не принят: TOTAL-FAILED, HASH_FAILURE; отчёт выдан, попытка записана в журнал',
    en: 'A tampered file (one bit) was refused: TOTAL-FAILED, HASH_FAILURE; a report was given, the attempt is in the journal',
  });
}

/** CAdES-T: the time-stamp proves that the signature existed when its certificate was good. */
async function stampedSignature(world: World, document: FilePart): Promise<FilePart> {
  const signature = await detachedSignature(world, document, world.people.head);
  return { ...signature, bytes: await addTimeStamp(signature.bytes, world.timeStamps) };
}

/** The buyer signs the same octets later; the exporter's signature stays as it was. */
async function signatureOfBoth(world: World, document: FilePart): Promise<FilePart> {
  const signature = await detachedSignature(world, document, world.people.head);
  const bytes = await addSigner({
    existing: signature.bytes,
    content: bytesSource(document.bytes),
    identities: [world.people.buyer],
    signingTime: world.now(),
    digest: world.algorithms,
  });
  return { ...signature, bytes };
}

async function detachedSignature(
  world: World,
  document: FilePart,
  signer: SigningIdentity,
): Promise<FilePart> {
  const bytes = await signCades({
    content: bytesSource(document.bytes),
    detached: true,
    identities: [signer],
    signingTime: world.now(),
    digest: world.algorithms,
  });
  return { name: `${document.name}.p7s`, mediaType: 'application/pkcs7-signature', bytes };
}

function pdfPart(name: string, bytes: Uint8Array): FilePart {
  return { name, mediaType: 'application/pdf', bytes };
}

function momentOf(answer: Answer, action: string): string {
  const receipt = objectsIn(answer.json, 'receipts').find((one) => one['action'] === action);
  return textIn(receipt, 'time');
}
