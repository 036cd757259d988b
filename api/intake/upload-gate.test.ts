import test from 'ava';
import { RequestError } from '../problems/request-error.ts';
import { type Upload, uploadGate } from './upload-gate.ts';

const LIMITS = { uploads: 3, stagedOctets: 100 };

function codeOf(step: () => unknown): string {
  try {
    step();
    return 'in';
  } catch (error) {
    if (error instanceof RequestError) return `${error.code} ${error.headers['Retry-After']}`;
    throw error;
  }
}

/** What came through, and with which code it ended. */
async function sent(upload: Upload, sizes: readonly number[]): Promise<string> {
  async function* content() {
    for (const size of sizes) yield new Uint8Array(size);
  }
  let octets = 0;
  try {
    for await (const piece of upload.metered(content())) octets += piece.length;
    return `${octets} whole`;
  } catch (error) {
    if (error instanceof RequestError) return `${octets} ${error.code}`;
    throw error;
  }
}

test('one upload more than the limit is refused, others are not hindered, and a place comes back', (t) => {
  const gate = uploadGate(LIMITS);
  const [first] = [1, 2, 3].map(() => gate.enter('exporter'));
  t.is(
    codeOf(() => gate.enter('exporter')),
    'too-many-uploads 30',
  );
  t.is(
    codeOf(() => gate.enter('other')),
    'in',
  );
  first?.leave();
  t.is(
    codeOf(() => gate.enter('exporter')),
    'in',
  );
  t.is(
    codeOf(() => gate.enter('exporter')),
    'too-many-uploads 30',
  );
});

test('octets are counted over all files and uploads of a participant, until these leave', async (t) => {
  const gate = uploadGate(LIMITS);
  const first = gate.enter('exporter');
  const second = gate.enter('exporter');
  t.is(await sent(first, [30, 30]), '60 whole');
  t.is(await sent(second, [40]), '40 whole');
  t.is(await sent(second, [1]), '0 too-many-uploads');
  t.is(await sent(gate.enter('other'), [100]), '100 whole');
  second.leave();
  t.is(await sent(first, [40]), '40 whole');
  t.is(await sent(first, [1]), '0 too-many-uploads');
  first.leave();
  t.is(await sent(gate.enter('exporter'), [99, 1, 1]), '100 too-many-uploads');
});
