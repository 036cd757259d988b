import { BANK_NUMBER, bank, exporter, OTHER_BANK_NUMBER, otherBank } from './cast.ts';
import { type Client, signIn, signInSystem, textOf } from './client.ts';
import { expectStatus } from './expect.ts';
import type { World } from './world.ts';

/** Those who act, signed in. */
export interface Actors {
  readonly exporter: Client;
  /** The bank's own program: signed assertions, no person. */
  readonly bank: Client;
  readonly otherBank: Client;
}

const SYSTEM_KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** The operator gives access (para. 13 (г)); people enter by signature, the bank's program by its key. */
export async function meetPeople(world: World): Promise<Actors> {
  const { narrator, people, origin } = world;
  const enter = (identity: typeof people.head) =>
    signIn(origin, identity, { digest: world.algorithms, now: world.now });

  const operator = await enter(people.operatorOfficer);
  const keys = await crypto.subtle.generateKey(SYSTEM_KEY, true, ['sign', 'verify']);
  const publicKey = await crypto.subtle.exportKey('jwk', keys.publicKey);
  const { kty, crv, x, y } = publicKey;
  const register = async (facts: Readonly<Record<string, unknown>>, key: string) =>
    textOf(expectStatus(await operator.post('/v1/participants', facts, key), 201, key), 'id');

  await register({ kind: 'russian-person', ...named(exporter) }, 'demo-participant-exporter');
  const bankId = await register(
    {
      kind: 'currency-control-agent',
      ...named(bank),
      bankNumber: BANK_NUMBER,
      systemKeys: [{ kty, crv, x, y }],
    },
    'demo-participant-bank',
  );
  await register(
    { kind: 'currency-control-agent', ...named(otherBank), bankNumber: OTHER_BANK_NUMBER },
    'demo-participant-other-bank',
  );
  narrator.tell({
    paragraph: '13 (г)',
    ru: `Оператор дал доступ: ${exporter.name}, ${bank.name}, ${otherBank.name}`,
    en: `The operator gave access to ${exporter.name}, ${bank.name}, ${otherBank.name}`,
  });

  const actors = {
    exporter: await enter(people.head),
    bank: await signInSystem(origin, {
      participantId: bankId,
      key: keys.privateKey,
      id: crypto.randomUUID(),
    }),
    otherBank: await enter(people.otherBankOfficer),
  };
  narrator.tell({
    paragraph: '21',
    ru: 'Вошли: экспортёр и сотрудник второго банка — подписанным вызовом, система банка — своим ключом',
    en: 'Signed in: the exporter and an officer of the other bank by a signed challenge, the bank’s system by its key',
  });
  return actors;
}

const named = ({ name, inn, ogrn }: typeof exporter) => ({ name, inn, ogrn });
