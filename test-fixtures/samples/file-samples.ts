import type { Algorithms } from '../../algorithms/registry.ts';
import { integer, oid, sequence, set } from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import type { Expected, Sample } from './sample.ts';
import { failed, indeterminate, type SampleWorld } from './world.ts';

const malformed: Expected = { kind: 'unreadable', code: 'malformed' };
const overLimit: Expected = { kind: 'unreadable', code: 'limit' };

/** The file, or the document beside it, is not what it should be. */
export async function fileSamples(
  world: SampleWorld,
  digest: Algorithms,
): Promise<readonly Sample[]> {
  const { ec, rsa, now, content } = world;
  const good = await world.sign([ec]);
  const attached = await signCades({
    content: bytesSource(content),
    detached: false,
    identities: [ec],
    signingTime: now,
    digest,
  });
  const file = (name: string, because: string, cms: Uint8Array, expected: Expected) =>
    world.sample({ name, because, cms, expected });
  const { content: _, ...inside } = file('attached', 'valid', attached, { kind: 'passed' });
  const at = attached.findIndex((__, index) => startsAt(attached, content, index));
  const { content: __, ...changedInside } = file(
    'attached-tampered',
    'invalid solely because one octet of the content inside is changed',
    attached.map((octet, index) => (index === at ? octet ^ 1 : octet)),
    failed('HASH_FAILURE'),
  );
  const { content: ___, ...alone } = file(
    'content-missing',
    'invalid solely because the document is not at hand',
    good,
    indeterminate('SIGNED_DATA_NOT_FOUND'),
  );
  return [
    file('detached-ec', 'valid', good, { kind: 'passed' }),
    file('detached-rsa', 'valid', await world.sign([rsa]), { kind: 'passed' }),
    inside,
    changedInside,
    alone,
    {
      ...file(
        'tampered',
        'invalid solely because one octet of the document is changed',
        good,
        failed('HASH_FAILURE'),
      ),
      content: content.map((octet, index) => (index === 9 ? octet ^ 0x20 : octet)),
    },
    file(
      'other-document',
      'invalid solely because the signature is over another document',
      await world.sign([ec], content.subarray(1)),
      failed('HASH_FAILURE'),
    ),
    file('empty', 'unreadable solely because the file is empty', new Uint8Array(), malformed),
    file(
      'truncated',
      'unreadable solely because the last octet is missing',
      good.subarray(0, -1),
      malformed,
    ),
    file(
      'half',
      'unreadable solely because half of the file is missing',
      good.subarray(0, good.length / 2),
      malformed,
    ),
    file('random', 'unreadable solely because the octets are no signature', noise(1024), malformed),
    file(
      'trailing',
      'unreadable solely because octets follow the signature',
      Uint8Array.of(...good, 1),
      malformed,
    ),
    file(
      'nested',
      'unreadable solely because segments of the content are nested 20 000 deep',
      nested(20_000),
      overLimit,
    ),
    file(
      'endless',
      'unreadable solely because of a length of 4 GiB',
      Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x06),
      malformed,
    ),
  ];
}

function startsAt(octets: Uint8Array, part: Uint8Array, offset: number): boolean {
  return part.every((octet, index) => octets[offset + index] === octet);
}

/** Octets that look random and are always the same. */
function noise(size: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 24;
  });
}

/**
 * BER content of segments inside one another: two octets a level, so that a small file goes deep. All that
 * comes before is as it should be.
 */
function nested(depth: number): Uint8Array {
  const indefinite = (tag: number) => Uint8Array.of(tag, 0x80);
  const segments = Uint8Array.from({ length: 2 * depth }, (_, at) => (at % 2 === 0 ? 0x24 : 0x80));
  const signedData = [integer(1), set(sequence(oid(OID.sha256)))];
  const encapsulated = [indefinite(0x30), oid(OID.data), indefinite(0xa0), segments];
  const parts = [indefinite(0x30), oid(OID.signedData), indefinite(0xa0), indefinite(0x30)];
  // Each of them is ended: of every indefinite length the two octets.
  const ends = new Uint8Array(2 * (depth + 5));
  return new Uint8Array(Buffer.concat([...parts, ...signedData, ...encapsulated, ends]));
}
