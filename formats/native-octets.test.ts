import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test from 'ava';
import { latin1 } from './asn1/primitives.ts';
import { toBase64 } from './base64.ts';
import { equalBytes } from './equal-bytes.ts';

const run = promisify(execFile);

const octets = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 7 + length) % 256);
const LENGTHS = [0, 1, 31, 32, 33, 255, 256, 5000];

/** Texts of octets, and whether they are those of a copy that differs in one place. */
function answers() {
  return LENGTHS.map((length) => {
    const one = octets(length);
    const twins = [0, length >> 1, length - 1]
      .filter((at) => at >= 0 && at < length)
      .map((at) => one.with(at, (one[at] ?? 0) ^ 1));
    return [
      latin1(one),
      toBase64(one),
      equalBytes(one, Uint8Array.from(one)),
      equalBytes(one.subarray(1), Uint8Array.from(one)),
      ...twins.map((twin) => equalBytes(one, twin)),
    ];
  });
}

// Run again by the child as it stands here.
const SCRIPT = `
  import { latin1 } from ${JSON.stringify(import.meta.resolve('./asn1/primitives.ts'))};
  import { toBase64 } from ${JSON.stringify(import.meta.resolve('./base64.ts'))};
  import { equalBytes } from ${JSON.stringify(import.meta.resolve('./equal-bytes.ts'))};
  import { nativeEqual, nativeText } from ${JSON.stringify(import.meta.resolve('./native-octets.ts'))};
  const LENGTHS = ${JSON.stringify(LENGTHS)};
  const octets = ${octets.toString()};
  ${answers.toString()}
  console.log(JSON.stringify({ native: [nativeEqual, nativeText].some((one) => one !== undefined), answers: answers() }));
`;

test('where the platform has nothing of its own for octets, as in a browser, the answers are the same', async (t) => {
  const without = 'data:text/javascript,delete globalThis.Buffer';
  const flags = ['--import', without, '--input-type=module-typescript', '--eval', SCRIPT];
  const { stdout } = await run(process.execPath, flags);
  t.deepEqual(JSON.parse(stdout), { native: false, answers: answers() });
  t.deepEqual(answers()[0], ['', '', true, true]);
  t.deepEqual(answers().at(-1)?.slice(2), [true, false, false, false, false]);
});
