import test from 'ava';
import type { Name } from '../../formats/x509/certificate.ts';
import { russianFields } from './russian-fields.ts';

const OIDS = {
  inn: '1.2.643.3.131.1.1',
  innLegalEntity: '1.2.643.100.4',
  ogrn: '1.2.643.100.1',
  ogrnip: '1.2.643.100.5',
  snils: '1.2.643.100.3',
} as const;

function subject(...fields: readonly (readonly [keyof typeof OIDS, string])[]): Name {
  const rdns = fields.map(([field, value]) => [{ type: OIDS[field], value, tag: 18 }]);
  return { der: new Uint8Array(), rdns };
}

test('FSB order 795: a head of a legal entity with all fields', (t) => {
  const fields = {
    inn: '500100732259',
    innLegalEntity: '7707083893',
    ogrn: '1027700132195',
    snils: '11223344595',
  };
  t.deepEqual(russianFields(subject(...(Object.entries(fields) as ['inn', string][]))), fields);
});

test('an entrepreneur has ОГРНИП of 15 digits', (t) => {
  t.deepEqual(russianFields(subject(['ogrnip', '304500116000157'])), { ogrnip: '304500116000157' });
});

test('certificates before ИННЮЛ: 00 and ten digits is the ИНН of the legal entity', (t) => {
  t.deepEqual(russianFields(subject(['inn', '007707083893'])), { innLegalEntity: '7707083893' });
});

test('ИННЮЛ goes before the old form', (t) => {
  const name = subject(['inn', '007707083893'], ['innLegalEntity', '7736050003']);
  t.deepEqual(russianFields(name), { innLegalEntity: '7736050003' });
});

for (const value of ['7707083893 ', '77070838', '77070838AB', '', '７７０７０８３８９３']) {
  test(`what is no number of ten digits is not shown as one: «${value}»`, (t) => {
    t.deepEqual(russianFields(subject(['innLegalEntity', value])), {});
  });
}

test('a field that stands twice with different values is not shown', (t) => {
  const name = subject(['ogrn', '1027700132195'], ['ogrn', '1027739850962']);
  t.deepEqual(russianFields(name), {});
});
