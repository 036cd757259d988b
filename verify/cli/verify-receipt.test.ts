import { writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { toPem } from '../../formats/x509/pem.ts';
import { type Files, scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { makeReceipt, stampSupplement } from '../receipts/receipt.fixture.ts';
import { run } from './verify.ts';

const NOW = new Date('2026-03-10T09:00:00.000Z');
const pki = await createPki({ now: NOW });
const sealer = await pki.issue({ subject: { commonName: 'ТЕСТ Оператор' } });
const receipt = await makeReceipt(sealer, NOW);

const MATERIAL = ['--trust', 'root.pem', '--crl', 'issuing.crl', '--crl', 'root.crl'];

async function okno(
  t: ExecutionContext,
  args: readonly string[],
  bytes = receipt.bytes,
  { file = 'receipt.json', files = {} }: { file?: string; files?: Files } = {},
) {
  const at = await scratchFolder(t, {
    ...files,
    'root.pem': toPem('CERTIFICATE', pki.root.der),
    'issuing.crl': await pki.crl(),
    'root.crl': await pki.crl(NOW, { of: 'root' }),
    'log.vkey': `${receipt.vkey}\n`,
  });
  await writeFile(at('receipt.json'), bytes);
  let text = '';
  const stream = { write: (piece: string) => (text += piece) };
  const code = await run([file, ...args], {
    stdout: stream,
    stderr: stream,
    cwd: at(''),
    now: () => NOW,
  });
  return { code, text };
}

test('0: a receipt with log key and trust; its moment by Moscow time and in UTC', async (t) => {
  for (const key of ['log.vkey', receipt.vkey]) {
    const { code, text } = await okno(t, ['--log-key', key, ...MATERIAL]);
    t.is(code, 0, text);
    t.regex(text, /10\.03\.2026 12:00:00 МСК \(2026-03-10T09:00:00\.000Z\)/);
    t.regex(text, /документ размещён \(Постановление № 65, п\. 24\)/);
  }
});

test('the report names who sealed', async (t) => {
  const { text } = await okno(t, ['--log-key', 'log.vkey', ...MATERIAL]);
  t.regex(text, /Кто скрепил: +ТЕСТ Оператор/);
});

test('--seal-trust decides alone whom the seal is trusted by', async (t) => {
  const { root: other } = await pki.otherRoot();
  const files = { 'other.pem': toPem('CERTIFICATE', other.der) };
  const args = ['--log-key', 'log.vkey', '--crl', 'issuing.crl', '--crl', 'root.crl'];
  const ask = async (...trust: string[]) =>
    (await okno(t, [...args, ...trust], receipt.bytes, { files })).code;
  t.is(await ask('--seal-trust', 'root.pem'), 0);
  t.is(await ask('--trust', 'other.pem', '--seal-trust', 'root.pem'), 0);
  t.is(await ask('--trust', 'root.pem', '--seal-trust', 'other.pem'), 2);
});

test('2: without the log key it proves nothing, and the report says what to give', async (t) => {
  const { code, text } = await okno(t, MATERIAL);
  t.is(code, 2);
  t.regex(text, /УСТАНОВИТЬ НЕЛЬЗЯ[\s\S]*--log-key/);
});

test('1: another content under the same proof', async (t) => {
  const forged = Buffer.from(Buffer.from(receipt.bytes).toString().replace('"d-1"', '"d-2"'));
  const { code, text } = await okno(t, ['--log-key', 'log.vkey', ...MATERIAL], forged);
  t.is(code, 1, text);
});

test('3: half a receipt', async (t) => {
  const half = receipt.bytes.subarray(0, receipt.bytes.length / 2);
  t.is((await okno(t, ['--log-key', 'log.vkey', ...MATERIAL], half)).code, 3);
});

test('a time-stamp that lies beside the receipt is judged with it, by whichever name is given', async (t) => {
  const { note } = receipt;
  const good = await stampSupplement(pki, { note, now: NOW });
  const files = { 'receipt.time-stamp.json': good };
  for (const file of ['receipt.json', 'receipt.time-stamp.json']) {
    const args = ['--log-key', 'log.vkey', ...MATERIAL];
    const { code, text } = await okno(t, args, receipt.bytes, { file, files });
    t.is(code, 0, text);
    t.regex(text, /Штамп: .*штамп времени действителен \(TOTAL-PASSED\)/);
  }
  const text = 'something else';
  const other = {
    'receipt.time-stamp.json': await stampSupplement(pki, { note, text, now: NOW }),
  };
  const wrong = await okno(t, ['--log-key', 'log.vkey', ...MATERIAL], receipt.bytes, {
    files: other,
  });
  t.is(wrong.code, 1, wrong.text);
  t.regex(wrong.text, /Штамп времени поставлен не на это/);
});
