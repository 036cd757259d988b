import test from 'ava';
import fc from 'fast-check';
import { crlDer, extensionDer, newKeys } from '../../test-fixtures/chains/forge.ts';
import * as der from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { bytesSource } from '../byte-source.ts';
import { FormatError } from '../format-error.ts';
import { parseCrl } from './parse-crl.ts';
import { largeCrlEntries, largeCrlEntryAt, parseLargeCrl } from './parse-large-crl.ts';

const keys = newKeys();
const at = new Date('2026-06-01T12:00:00Z');
const number = extensionDer(OID.crlNumber, der.integer(5));
const wish = { issuer: 'Root', keys, thisUpdate: at, nextUpdate: at, extensions: [number] };
const entries = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    serial: n + 1,
    at,
    ...(n % 3 === 0 ? { reason: 1 } : {}),
  }));

for (const count of [0, 1, 3, 5000, 70_000]) {
  test(`RFC 5280 §5.1: a list of ${count} read in pieces says what it says read at once`, async (t) => {
    const octets = crlDer({ ...wish, revoked: entries(count) });
    const whole = parseCrl(octets);
    const large = await parseLargeCrl(bytesSource(octets));
    const { source, tbs: signed, revoked, ...fields } = large;
    t.like(whole, fields);
    t.is(source.size, octets.length);
    t.deepEqual(new Uint8Array(await signed.read(0, signed.size)), new Uint8Array(whole.tbs));
    const expected = [...whole.entries()];
    let n = 0;
    for await (const { offset, entry } of largeCrlEntries(large)) {
      if (n % 997 === 0 || count < 10) {
        t.deepEqual(entry, expected[n]);
        t.deepEqual(await largeCrlEntryAt(large, offset), entry);
      }
      n += 1;
    }
    t.is(n, expected.length);
    t.true(revoked.size <= octets.length);
  });
}

const small = crlDer({ ...wish, revoked: entries(20) });

async function readWhole(octets: Uint8Array): Promise<number> {
  const large = await parseLargeCrl(bytesSource(octets));
  let count = 0;
  for await (const _ of largeCrlEntries(large)) count += 1;
  return count;
}

test('X.690: what one reader refuses the other does, for any octet changed, cut or put in', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(small.length - 1),
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom('change', 'cut', 'insert'),
      async (position, octet, how) => {
        const octets =
          how === 'change'
            ? small.with(position, octet)
            : Uint8Array.of(
                ...small.subarray(0, position),
                ...(how === 'insert' ? [octet] : []),
                ...small.subarray(how === 'cut' ? position + 1 : position),
              );
        const outcome = async (read: () => Promise<number> | number) => {
          try {
            return await read();
          } catch (error) {
            if (error instanceof FormatError) return 'refused';
            throw error;
          }
        };
        const atOnce = await outcome(() => [...parseCrl(octets).entries()].length);
        const inPieces = await outcome(() => readWhole(octets));
        t.is(inPieces, atOnce);
      },
    ),
    { numRuns: 500 },
  );
});

test('fields without end, and an entry without end, are a limit', async (t) => {
  const long = extensionDer('1.2.3', der.octetString(new Uint8Array(70_000)));
  const fields = crlDer({ ...wish, extensions: [number, long] });
  const error = await t.throwsAsync(parseLargeCrl(bytesSource(fields)), {
    instanceOf: FormatError,
  });
  t.is(error?.code, 'limit');
});
