import test from 'ava';
import { FormatError } from '../format-error.ts';
import {
  cosignatureMessage,
  cosignedMessage,
  encodeCosignature,
  parseCosignature,
} from './cosignature.ts';

const root = Buffer.from('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'base64');
const checkpoint = { origin: 'example.com/behind-the-sofa', size: 20852163, root };
const cosigner = 'witness.example.com/w1';

test('tlog-cosignature: what Ed25519 signs is the example of the specification', (t) => {
  const text = `example.com/behind-the-sofa\n20852163\n${root.toString('base64')}\n`;
  const message = Buffer.from(cosignatureMessage(1679315147, text)).toString();
  t.is(message, `cosignature/v1\ntime 1679315147\n${text}`);
});

test('tlog-cosignature: cosigned_message of ML-DSA-44, octet by octet (RFC 8446 §3)', (t) => {
  const message = cosignedMessage({ cosigner, seconds: 1679315147, checkpoint });
  const expected = [
    '737562747265652f76310a00', // "subtree/v1\n\0"
    '16', // length of the name
    Buffer.from(cosigner).toString('hex'),
    '00000000641850cb', // timestamp
    '1b', // length of the origin
    Buffer.from(checkpoint.origin).toString('hex'),
    '0000000000000000', // start
    '00000000013e2dc3', // end
    root.toString('hex'),
  ];
  t.is(Buffer.from(message).toString('hex'), expected.join(''));
});

test('tlog-cosignature: names of 1 to 255 octets, and 32 octets of root', (t) => {
  const seconds = 1;
  t.notThrows(() => cosignedMessage({ cosigner: 'é'.repeat(127), seconds, checkpoint }));
  for (const name of ['', 'é'.repeat(128)]) {
    t.throws(() => cosignedMessage({ cosigner: name, seconds, checkpoint }), {
      instanceOf: RangeError,
    });
    const other = { ...checkpoint, origin: name };
    t.throws(() => cosignedMessage({ cosigner, seconds, checkpoint: other }), {
      instanceOf: RangeError,
    });
  }
  const short = { ...checkpoint, root: root.subarray(1) };
  t.throws(() => cosignedMessage({ cosigner, seconds, checkpoint: short }), {
    instanceOf: RangeError,
  });
  t.throws(() => cosignedMessage({ cosigner, seconds: -1, checkpoint }), {
    instanceOf: RangeError,
  });
});

for (const [algorithm, size] of [
  ['ed25519', 64],
  ['ml-dsa-44', 2420],
] as const) {
  test(`a timestamped_signature of ${algorithm} is read back, and no other length is`, (t) => {
    const cosignature = { seconds: 1679315147, signature: new Uint8Array(size).fill(7) };
    const bytes = encodeCosignature(cosignature);
    t.deepEqual(parseCosignature(bytes, algorithm), cosignature);
    for (const wrong of [bytes.subarray(1), Buffer.concat([bytes, Buffer.of(0)]), Buffer.of()]) {
      t.throws(() => parseCosignature(wrong, algorithm), { instanceOf: FormatError });
    }
    const late = bytes.with(0, 0x80);
    t.is(
      t.throws(() => parseCosignature(late, algorithm), { instanceOf: FormatError })?.code,
      'limit',
    );
  });
}
