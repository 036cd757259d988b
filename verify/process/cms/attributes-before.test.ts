// EN 319 122-2 annex A: what an archive-time-stamp-v2 may be over, and how many selections are tried.
import test from 'ava';
import { OID } from '../../../formats/asn1/oids.ts';
import type { EncodedAttribute } from '../../../formats/cms/signed-data.ts';
import type { TimeStampToken } from '../../../formats/tsp/token.ts';
import { attributesBefore } from './attributes-before.ts';
import type { StampedParts } from './stamped-parts.ts';

interface Made {
  readonly second: number;
  readonly accuracy?: number;
}
const accuracyOf = (seconds: number) => ({ seconds, milliseconds: 0, microseconds: 0 });

/**
 * Archive time-stamps `a`, `b`, … after something else, each an attribute or all in one, and the selections for the one
 * at `own`.
 */
async function selectionsOf(
  stamps: readonly Made[],
  own: number,
  held: 'apart' | 'in one' = 'apart',
): Promise<readonly string[]> {
  const infos = stamps.map(({ second, accuracy }, at) => ({
    genTime: new Date(second * 1000),
    messageImprint: { algorithm: { oid: OID.sha256 }, digest: Uint8Array.of(at) },
    ...(accuracy === undefined ? {} : { accuracy: accuracyOf(accuracy) }),
  }));
  const attribute = (oid: string, ...places: readonly number[]) =>
    ({ oid, values: places.map((at) => Uint8Array.of(at)) }) as unknown as EncodedAttribute;
  const archive = (...places: readonly number[]) => attribute(OID.archiveTimeStampV2, ...places);
  const places = [...stamps.keys()];
  const attributes = [
    attribute(OID.signatureTimeStamp, 0),
    ...(held === 'in one' ? [archive(...places)] : places.map((at) => archive(at))),
  ];
  const parts = {
    token: async ([at = 0]: Uint8Array) => ({ info: infos[at] }),
  } as unknown as StampedParts;
  const token = { info: infos[own] } as unknown as TimeStampToken;
  const selections = await attributesBefore(attributes, token, parts);
  const name = ({ values }: EncodedAttribute) =>
    values.map(([at = 0]) => String.fromCharCode(97 + at)).join('');
  return selections.map(([, ...archives]) => archives.map(name).join(''));
}

test('surely earlier ones are in, surely later ones and the token itself are not', async (t) => {
  const stamps = [{ second: 9 }, { second: 1 }, { second: 5 }, { second: 3 }];
  t.deepEqual(await selectionsOf(stamps, 2), ['bd']);
});

test('of one second each selection is tried once, first those that stand before', async (t) => {
  const same = [{ second: 5 }, { second: 5 }, { second: 5 }];
  t.deepEqual(await selectionsOf(same, 1), ['a', '', 'ac', 'c']);
});

test('RFC 3161 §2.4.2: as of one second are those whose order is within their accuracy', async (t) => {
  const stamps = [{ second: 6, accuracy: 1 }, { second: 5 }];
  t.deepEqual(await selectionsOf(stamps, 1), ['', 'a']);
  t.deepEqual(await selectionsOf([{ second: 6 }, { second: 5 }], 1), [''], 'its twin');
});

test('of many with one time a bounded number of selections is tried', async (t) => {
  const many = Array.from({ length: 26 }, () => ({ second: 5 }));
  const tried = await selectionsOf(many, 2);
  t.deepEqual(tried, ['ab', '', 'abdefghijklmnopqrstuvwxyz']);
});

test('RFC 5126 §6.4.1: of one attribute the values before it are in, or none that came together with it', async (t) => {
  const stamps = [{ second: 3 }, { second: 9 }, { second: 1 }, { second: 5 }];
  t.deepEqual(await selectionsOf(stamps, 3, 'in one'), ['ac', '', 'c', 'a']);
  const many = Array.from({ length: 9 }, (_, second) => ({ second }));
  t.deepEqual(await selectionsOf(many, 5, 'in one'), ['abcde', ''], 'a bounded number');
});
