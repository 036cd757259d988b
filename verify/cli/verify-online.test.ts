import { mkdir, writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki, type TestIdentity, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { responderUrls, startResponder } from '../../test-fixtures/pki/responder.ts';
import { answered } from '../process/time-stamp/lone-tokens.fixture.ts';
import { makeReceipt, stampSupplement } from '../receipts/receipt.fixture.ts';
import { algorithms } from './signed-files.fixture.ts';
import { run } from './verify.ts';

/** A signature without its issuer, whose certificate says where that and its revocation are to be had. */
async function online(t: ExecutionContext) {
  const ports: { pki?: TestPki } = {};
  const asked: string[] = [];
  const responder = await startResponder(
    () => {
      if (ports.pki === undefined) throw new Error('no PKI yet');
      return ports.pki;
    },
    { onRequest: (path) => void asked.push(path) },
  );
  t.teardown(() => responder.close());
  const now = new Date();
  const pki = await createPki({ now, urls: responderUrls(responder.origin) });
  ports.pki = pki;
  const identity = await pki.issue({ subject: { commonName: 'Онлайн' } });
  const signedBy = (signer: TestIdentity) =>
    signCades({
      content: bytesSource(new TextEncoder().encode('letter')),
      detached: false,
      identities: [{ ...signer, chain: [] }],
      signingTime: now,
      digest: algorithms,
    });
  const letter = await signedBy(identity);
  const broken = Uint8Array.from(letter);
  broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
  const sealed = await makeReceipt(await pki.issue({ subject: { commonName: 'Оператор' } }), now);
  const at = await scratchFolder(t, {
    'receipt.json': sealed.bytes,
    'receipt.time-stamp.json': await stampSupplement(pki, { note: sealed.note, now }),
    'forged.json': Buffer.from(sealed.bytes).toString().replace('"d-1"', '"d-2"'),
    'log.vkey': `${sealed.vkey}\n`,
    'letter.p7m': letter,
    'broken.p7m': broken,
    'root.pem': toPem('CERTIFICATE', pki.root.der),
  });
  const okno = async (args: readonly string[]) => {
    asked.length = 0;
    const out = { stdout: '', stderr: '' };
    const code = await run(args, {
      stdout: { write: (text) => (out.stdout += text) },
      stderr: { write: (text) => (out.stderr += text) },
      cwd: at(''),
      now: () => new Date(),
      environment: { OKNO_CACHE: at('cache') },
    });
    return { code, asked: [...asked], ...out };
  };
  return { okno, at, pki, signedBy };
}

const SIGNED = ['letter.p7m', '--trust', 'root.pem'];

test('--online fetches issuer and revocation of a signature; offline nothing is asked', async (t) => {
  const { okno } = await online(t);
  const offline = await okno([...SIGNED, '--format', 'json']);
  t.is(offline.code, 2);
  t.deepEqual(offline.asked, []);
  const fetched = await okno([...SIGNED, '--online', '--allow-private', '--format', 'json']);
  t.is(fetched.code, 0, fetched.stdout);
  t.true(fetched.asked.length > 0);
});

test('--online asks no private address unless allowed, and tells what it did not get in both languages', async (t) => {
  const { okno } = await online(t);
  const refused = await okno([...SIGNED, '--online']);
  t.is(refused.code, 2);
  t.deepEqual(refused.asked, []);
  t.regex(refused.stdout, /Не получено из сети: http:\/\/127\.0\.0\.1/);
  t.regex((await okno([...SIGNED, '--online', '--lang', 'en'])).stdout, /Not fetched: http/);
});

test('--online asks nothing where fetching cannot help: no trust was given, or the signature is broken', async (t) => {
  const { okno } = await online(t);
  const network = ['--online', '--allow-private'];
  t.deepEqual((await okno(['letter.p7m', ...network])).asked, []);
  const broken = await okno(['broken.p7m', '--trust', 'root.pem', ...network]);
  t.is(broken.code, 1, broken.stdout);
  t.deepEqual(broken.asked, []);
});

test('--online fetches what a time-stamp by itself lacks, and tells what it did not get', async (t) => {
  const { okno, at, pki } = await online(t);
  const identity = await pki.issue({
    subject: { commonName: 'Служба' },
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
  });
  const file = new TextEncoder().encode('letter');
  await writeFile(at('letter'), file);
  await writeFile(at('letter.tsr'), await answered(file, { identity, at: new Date() }));
  const args = ['letter.tsr', '--trust', 'root.pem', '--format', 'json'];
  const network = ['--online', '--allow-private'];
  t.is((await okno(args)).code, 2);
  const fetched = await okno([...args, ...network]);
  t.is(fetched.code, 0, fetched.stdout);
  t.true(fetched.asked.length > 0);
  const refused = await okno([...args, '--online']);
  t.regex(JSON.parse(refused.stdout).notFetched[0].url, /^http/);
});

/** More files than one thread is started for, each by its own signer. */
async function manyOnline(t: ExecutionContext) {
  const { okno, at, pki, signedBy } = await online(t);
  const names = Array.from({ length: 40 }, (_, index) => `docs/${index}.p7m`);
  await mkdir(at('docs'));
  for (const name of names) {
    await writeFile(at(name), await signedBy(await pki.issue({ subject: { commonName: name } })));
  }
  const lines = names.map((file) => JSON.stringify({ file, trust: 'root.pem' }));
  await writeFile(at('cases.jsonl'), lines.join('\n'));
  return { okno, names };
}

/** Lists and answers that were made for it, and the moments at which they came, are each run's own. */
const common = (report: string) =>
  report.replaceAll(/20\d\d-\d\d-\d\dT[\d:.]+Z/g, 'TIME').replaceAll(/[0-9a-f]{64}/g, 'DIGEST');

const ways = [
  ['docs', '--trust', 'root.pem', '--format', 'json'],
  ['--batch', 'cases.jsonl'],
] as const;
for (const args of ways) {
  test(`--online ${args[0]}: threads share what is fetched, and give the report of one`, async (t) => {
    const { okno, names } = await manyOnline(t);
    const network = ['--online', '--allow-private'];
    const one = await okno([...args, ...network, '--threads', '1']);
    const three = await okno([...args, ...network, '--threads', '3']);
    t.is(one.code, 0, one.stdout.slice(0, 2000));
    t.is(three.code, 0, three.stderr);
    // Not t.is: a difference of this length nobody reads.
    t.true(common(three.stdout) === common(one.stdout));
    for (const { asked } of [one, three]) {
      const once = asked.filter((path) => path !== '/ocsp');
      t.deepEqual(once.toSorted(), [...new Set(once)].toSorted());
      t.true(once.length >= 3);
      t.true(asked.length <= once.length + names.length + 1, String(asked.length));
    }
  });
}

test('--batch --online judges each case as of when its answers came', async (t) => {
  const { okno, at } = await online(t);
  await writeFile(at('cases.jsonl'), JSON.stringify({ file: 'letter.p7m', trust: 'root.pem' }));
  const { code, stdout } = await okno(['--batch', 'cases.jsonl', '--online', '--allow-private']);
  t.is(code, 0, stdout);
  t.is((await okno(['--batch', 'cases.jsonl'])).code, 2);
});

const RECEIPT = ['receipt.json', '--log-key', 'log.vkey', '--trust', 'root.pem'];

test('--online fetches revocation for the seal of a receipt and for its time-stamp; offline nothing is asked', async (t) => {
  const { okno } = await online(t);
  const offline = await okno([...RECEIPT, '--format', 'json']);
  t.is(offline.code, 2);
  t.deepEqual(offline.asked, []);
  const fetched = await okno([...RECEIPT, '--online', '--allow-private', '--format', 'json']);
  t.is(fetched.code, 0, fetched.stdout);
  t.true(fetched.asked.length > 0);
  const { seal, timeStamps } = JSON.parse(fetched.stdout);
  t.deepEqual([seal.indication, timeStamps[0].indication], ['TOTAL-PASSED', 'TOTAL-PASSED']);
});

test('--online for a receipt tells what it did not get, as text and as JSON', async (t) => {
  const { okno } = await online(t);
  const text = await okno([...RECEIPT, '--online']);
  t.is(text.code, 2);
  t.deepEqual(text.asked, []);
  t.regex(text.stdout, /Не получено из сети: http:\/\/127\.0\.0\.1/);
  const json = await okno([...RECEIPT, '--online', '--format', 'json']);
  t.regex(JSON.parse(json.stdout).notFetched[0].url, /^http/);
});

test('--online asks nothing for a receipt that fails, or that nobody is trusted for', async (t) => {
  const { okno } = await online(t);
  const network = ['--online', '--allow-private'];
  const forged = await okno(['forged.json', ...RECEIPT.slice(1), ...network]);
  t.is(forged.code, 1, forged.stdout);
  t.deepEqual(forged.asked, []);
  t.deepEqual((await okno([...RECEIPT.slice(0, 3), ...network])).asked, []);
});
