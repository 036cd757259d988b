import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { encodeSupplement } from '../../formats/evidence/supplement.ts';
import { toHex } from '../../formats/hex.ts';
import { parseNote } from '../../formats/log/note.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { sealBytes } from '../../signing/seal/seal-note.ts';
import { type Files, scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { testTimeStamper } from '../../test-fixtures/pki/time-stamp-service.ts';
import { makeBatch } from '../../vault/journal/make-batch.ts';
import { noteSigner } from '../../vault/journal/note-signer.ts';
import { run } from './verify.ts';

const NOW = new Date('2026-03-10T09:00:00.000Z');
const algorithms = algorithmsOf([nodeCrypto]);
const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());
const pki = await createPki({ now: NOW });
const sealer = await pki.issue({ subject: { commonName: 'ТЕСТ Оператор' } });
const { privateKey } = generateKeyPairSync('ed25519');
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const signer = await noteSigner('vault.example/log', signingKeyFromPkcs8(pem), sha256);

const { batch } = await makeBatch(
  {
    sha256,
    signer,
    seal: (text: Uint8Array) => sealBytes(sealer, text, NOW, algorithms),
    random: (length: number) => new Uint8Array(randomBytes(length)),
  },
  { range: { size: 0, nodes: [] }, remembered: { size: 0, root: '' }, lastTime: 0 },
  [
    {
      id: 'e1',
      action: 'document.placed',
      actor: { participant: 'p-1', authentication: 'qualified-signature' },
      paragraph: 'D65-24-разм',
      content: { document: 'd-1' },
      receipt: true,
    },
  ],
  NOW,
);
const [receipt] = batch.receipts;
if (receipt === undefined) throw new Error('no receipt was made');

const MATERIAL = ['--trust', 'root.pem', '--crl', 'issuing.crl', '--crl', 'root.crl'];

async function okno(
  t: ExecutionContext,
  args: readonly string[],
  bytes = receipt?.bytes,
  { file = 'receipt.json', files = {} }: { file?: string; files?: Files } = {},
) {
  const at = await scratchFolder(t, {
    ...files,
    'root.pem': toPem('CERTIFICATE', pki.root.der),
    'issuing.crl': await pki.crl(),
    'root.crl': await pki.crl(NOW, { of: 'root' }),
    'log.vkey': `${signer.vkey}\n`,
  });
  await writeFile(at('receipt.json'), bytes ?? new Uint8Array());
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
  for (const key of ['log.vkey', signer.vkey]) {
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

async function supplementOver(text: string): Promise<Uint8Array> {
  const tsa = await pki.issue({
    subject: { commonName: 'ТЕСТ Служба штампов' },
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
  });
  const stamper = testTimeStamper({ identity: tsa, now: () => NOW, algorithms });
  const { token } = await stamper.stamp(new TextEncoder().encode(text));
  const own = parseNote(batch.head.note).text;
  const checkpoint = toHex(sha256(new TextEncoder().encode(own)));
  return encodeSupplement({ kind: 'time-stamp', checkpoint, token });
}

test('a time-stamp that lies beside the receipt is judged with it, by whichever name is given', async (t) => {
  const good = await supplementOver(parseNote(batch.head.note).text);
  const files = { 'receipt.time-stamp.json': good };
  for (const file of ['receipt.json', 'receipt.time-stamp.json']) {
    const args = ['--log-key', 'log.vkey', ...MATERIAL];
    const { code, text } = await okno(t, args, receipt.bytes, { file, files });
    t.is(code, 0, text);
    t.regex(text, /Штамп: .*штамп времени действителен \(TOTAL-PASSED\)/);
  }
  const other = { 'receipt.time-stamp.json': await supplementOver('something else') };
  const { code, text } = await okno(t, ['--log-key', 'log.vkey', ...MATERIAL], receipt.bytes, {
    files: other,
  });
  t.is(code, 1, text);
  t.regex(text, /Штамп времени поставлен не на это/);
});
