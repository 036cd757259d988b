import test from 'ava';
import type { SignerReport } from '../../verify/report/report.ts';
import type { Participant } from '../model/participant.ts';
import { type SignerSide, signerSide } from './signer-side.ts';

const COMPANY = { inn: '9901000010', ogrn: '1029900000019' };
const TRADER = { inn: '990300003300', ogrn: '304990000000010' };

function participant(numbers: Pick<Participant, 'inn' | 'ogrn'>): Participant {
  return {
    id: 'p',
    kind: 'russian-person',
    name: 'n',
    state: 'active',
    registeredAt: '2026-01-01T00:00:00.000Z',
    ...numbers,
  };
}

function signer(fields: Partial<SignerReport>): SignerReport {
  return {
    subject: '',
    issuer: '',
    serialNumber: '01',
    certificate: '',
    notBefore: '',
    notAfter: '',
    ...fields,
  };
}

const head = { innLegalEntity: COMPANY.inn, ogrn: COMPANY.ogrn, inn: '990100001169' };

const cases: readonly (readonly [
  string,
  Pick<Participant, 'inn' | 'ogrn'>,
  Partial<SignerReport>,
  SignerSide,
])[] = [
  ['the head of the company', COMPANY, head, 'participant'],
  ['the company known by its ИНН only', { inn: COMPANY.inn }, head, 'participant'],
  ['the ОГРН alone', COMPANY, { ogrn: COMPANY.ogrn }, 'participant'],
  ['order 795 before 2021: 00 before the ИНН', COMPANY, { inn: `00${COMPANY.inn}` }, 'participant'],
  ['the entrepreneur', TRADER, { inn: TRADER.inn, ogrnip: TRADER.ogrn }, 'participant'],
  ['the entrepreneur’s certificate as a person', TRADER, { inn: TRADER.inn }, 'participant'],
  ['a person without a company', COMPANY, { inn: '990200002286' }, 'unnamed'],
  ['a person for an entrepreneur', TRADER, { inn: '990200002286' }, 'unnamed'],
  ['another company', COMPANY, { ...head, innLegalEntity: '9902000020', ogrn: '1' }, 'other'],
  ['the ИНН of the one, the ОГРН of another', COMPANY, { ...head, ogrn: '1029900000020' }, 'other'],
  ['another ИНН under the same ОГРН', COMPANY, { ...head, innLegalEntity: '9902000020' }, 'other'],
  ['a name of an organisation and no number', COMPANY, { organization: 'ООО' }, 'other'],
  ['another entrepreneur', COMPANY, { inn: TRADER.inn, ogrnip: TRADER.ogrn }, 'other'],
  [
    'the head’s own ИНН, where the participant is that person and the certificate the company’s',
    { inn: head.inn },
    head,
    'other',
  ],
];

for (const [title, numbers, fields, side] of cases) {
  test(`para. 26: ${title}: ${side}`, (t) => {
    t.is(signerSide(signer(fields), participant(numbers)), side);
  });
}

test('no signer known: other', (t) => {
  t.is(signerSide(undefined, participant(COMPANY)), 'other');
});
