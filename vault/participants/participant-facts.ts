import { FieldReader } from '../field-reader.ts';
import { PARTICIPANT_KINDS, type Participant, type ParticipantKind } from '../model/participant.ts';
import { isInn, isOgrn } from './identifiers.ts';

/** What the operator says about a user; the rest of the record is the vault's. */
export type ParticipantFacts = Omit<Participant, 'id' | 'state' | 'registeredAt'>;

const NAME_LONGEST = 500;
const MOST_KEYS = 8;

/** JWK members that hold a private or secret key (RFC 7518 §6): these never come in. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** Throws VaultError `invalid` naming every field at fault. */
export function readParticipantFacts(request: unknown): ParticipantFacts {
  const fields = new FieldReader(request);
  const kind = fields.code('kind', isKind);
  const name = fields.text('name', NAME_LONGEST);
  const inn = fields.optionalText('inn', 12);
  const ogrn = fields.optionalText('ogrn', 15);
  const bankNumber = fields.optionalMatch('bankNumber', /^\d{4}$/, 'four digits');
  const systemKeys = readKeys(fields);
  if (inn !== undefined && !isInn(inn)) fields.fault('inn', 'check-digit');
  if (ogrn !== undefined && !isOgrn(ogrn)) fields.fault('ogrn', 'check-digit');
  // Signatures of a Russian person are held against these numbers (para. 26).
  if (kind === 'russian-person' && inn === undefined) fields.fault('inn', 'required');
  if (kind === 'currency-control-agent') {
    if (bankNumber === undefined) fields.fault('bankNumber', 'required');
  } else if (bankNumber !== undefined) {
    fields.fault('bankNumber', 'contradiction', 'only an agent assigns УНК');
  }
  if (kind === 'foreign-person' && systemKeys !== undefined) {
    fields.fault('systemKeys', 'contradiction', 'para. 21: foreign persons sign in as persons');
  }
  fields.finish();
  return {
    kind,
    name,
    ...(inn === undefined ? {} : { inn }),
    ...(ogrn === undefined ? {} : { ogrn }),
    ...(bankNumber === undefined ? {} : { bankNumber }),
    ...(systemKeys === undefined ? {} : { systemKeys }),
  };
}

function isKind(value: string): value is ParticipantKind {
  return PARTICIPANT_KINDS.some((kind) => kind === value);
}

function readKeys(fields: FieldReader): Participant['systemKeys'] {
  if (!fields.has('systemKeys')) return undefined;
  return fields.plainObjects('systemKeys', MOST_KEYS).map((key, index) => {
    if (typeof key['kty'] !== 'string') fields.fault(`systemKeys/${index}/kty`, 'required');
    for (const member of PRIVATE_MEMBERS.filter((each) => Object.hasOwn(key, each))) {
      fields.fault(`systemKeys/${index}/${member}`, 'contradiction', 'private key');
    }
    return key;
  });
}
