// The service, the intake and the command say the same of the same file: what signatures are judged by lies in the
// files themselves, and the moment is that of the service.
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { OID } from '../formats/asn1/oids.ts';
import { bytesSource } from '../formats/byte-source.ts';
import { toPem } from '../formats/x509/pem.ts';
import { addArchiveTimeStamp } from '../signing/cades/add-archive-time-stamp.ts';
import { addTimeStamp } from '../signing/cades/add-time-stamp.ts';
import { addValidationData } from '../signing/cades/add-validation-data.ts';
import { counterSign } from '../signing/cades/counter-sign.ts';
import { signCades } from '../signing/cades/sign-cades.ts';
import { scratchFolder } from '../test-fixtures/peers/scratch-folder.ts';
import { createPki } from '../test-fixtures/pki/create-pki.ts';
import { head } from '../test-fixtures/pki/subjects.ts';
import { testTimeStamper } from '../test-fixtures/pki/time-stamp-service.ts';
import { run } from '../verify/cli/verify.ts';
import { answered } from '../verify/process/time-stamp/lone-tokens.fixture.ts';
import { type FilePart, formOf } from './client.fixture.ts';
import {
  algorithms,
  METADATA,
  registerContract,
  sharedEnding,
  startStage,
} from './service.fixture.ts';

const NOW = new Date();
const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000);
const CONTENT = Buffer.from('Счёт № 7 к договору ВЭД-1');
const NAME = 'contract.pdf';

/** No address of it is in a certificate: nothing can be fetched. */
const pki = await createPki({ now: NOW });
const data = await mkdtemp(join(tmpdir(), 'okno-same-report-'));
await mkdir(join(data, 'trust'), { recursive: true });
await writeFile(join(data, 'trust', 'offline.pem'), toPem('CERTIFICATE', pki.root.der));
const ending = sharedEnding();
const stage = await startStage(ending, { data });

const content = bytesSource(CONTENT);
const signer = await pki.issue({ subject: head });
const notary = await pki.issue({ subject: { commonName: 'Нотариус' } });
const tsa = await pki.issue({
  subject: { commonName: 'ТЕСТ Служба штампов времени' },
  extendedKeyUsage: [OID.kpTimeStamping],
  extendedKeyUsageCritical: true,
});
const client = (at: Date) => testTimeStamper({ identity: tsa, now: () => at, algorithms });

const signed = await signCades({
  ...{ content, detached: true, identities: [signer], signingTime: hours(-5) },
  claims: { roles: [{ type: OID.title, value: 'Генеральный директор' }] },
  digest: algorithms,
});
const withData = async (cms: Uint8Array, at: Date) =>
  addValidationData(cms, {
    certificates: [pki.issuer],
    crls: [await pki.crl(at), await pki.crl(at, { of: 'root' })],
    ocspResponses: [],
  });
const complete = await withData(await addTimeStamp(signed, client(hours(-4))), hours(-3));
const CASES = {
  'B-LTA': {
    cms: await addArchiveTimeStamp(complete, {
      ...{ client: client(hours(-2)), algorithms, digestOid: OID.sha256, content },
    }),
    document: CONTENT,
    says: { indication: 'TOTAL-PASSED', level: 'CAdES-B-LTA' },
  },
  'counter-signed': {
    cms: await counterSign(await withData(signed, hours(-3)), {
      ...{ identity: notary, signingTime: hours(-1), digest: algorithms },
    }),
    document: CONTENT,
    says: { indication: 'TOTAL-PASSED', counterSignatures: [{ indication: 'TOTAL-PASSED' }] },
  },
  failed: {
    cms: await withData(signed, hours(-3)),
    document: CONTENT.with(0, 0x20),
    says: { indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' },
  },
} as const;

/** The token, its file, and how it comes out. */
const stamp = await answered(CONTENT, { identity: tsa, at: hours(-1) });
const STAMPS = {
  // No revocation data came along.
  given: [stamp, CONTENT, 'INDETERMINATE'],
  'over another file': [stamp, CONTENT.with(0, 0x20), 'TOTAL-FAILED'],
  refused: [
    await answered(CONTENT, { identity: tsa, digestOid: OID.sha1 }),
    CONTENT,
    'TOTAL-FAILED',
  ],
} as const;

test.after.always(() => ending.end());

type Pair = Pick<(typeof CASES)[keyof typeof CASES], 'cms' | 'document'>;

interface Answer {
  readonly validationTime: string;
  readonly signatures: readonly object[];
}

interface Refused {
  readonly refusal: { readonly reports: readonly { readonly report: Answer }[] };
}

const partsOf = ({ cms, document }: Pair, names: [string, string]) =>
  [
    {
      name: names[0],
      fileName: `${NAME}.p7s`,
      mediaType: 'application/pkcs7-signature',
      bytes: cms,
    },
    { name: names[1], fileName: NAME, mediaType: 'application/pdf', bytes: document },
  ] as const satisfies readonly FilePart[];

/** What the command says as of the same moment, without what is the command's alone: where the file lies, the exit code. */
async function byCommand(
  t: ExecutionContext,
  { cms, document }: Pair,
  { validationTime }: Answer,
): Promise<object> {
  const at = await scratchFolder(t, {
    [`${NAME}.p7s`]: cms,
    [NAME]: document,
    'root.pem': toPem('CERTIFICATE', pki.root.der),
  });
  const out = { stdout: '', stderr: '' };
  const args = ['--trust', 'root.pem', '--at', validationTime, '--format', 'json'];
  await run([`${NAME}.p7s`, '--content', NAME, ...args], {
    stdout: { write: (text) => (out.stdout += text) },
    stderr: { write: (text) => (out.stderr += text) },
    cwd: at(''),
    now: () => new Date(validationTime),
    environment: { OKNO_CACHE: at('cache') },
  });
  t.is(out.stderr, '');
  const { path: _, exitCode: __, ...report } = JSON.parse(out.stdout);
  return report;
}

for (const [title, each] of Object.entries(CASES)) {
  test.serial(`/v1/verify and okno verify give the same report: ${title}`, async (t) => {
    const body = formOf(undefined, partsOf(each, ['file', 'content']));
    const { json } = await stage.exporter.send('POST', '/v1/verify', { body });
    const answer = json as unknown as Answer;
    t.like(answer.signatures[0], each.says);
    t.deepEqual(await byCommand(t, each, answer), { ...answer });
  });
}

for (const [title, [cms, document, indication]] of Object.entries(STAMPS)) {
  test.serial(`/v1/verify and okno verify say the same of a time-stamp: ${title}`, async (t) => {
    const { exporter } = stage;
    const each = { cms, document };
    const body = formOf(undefined, partsOf(each, ['file', 'content']));
    const { json } = await exporter.send('POST', '/v1/verify', { body });
    const answer = json as unknown as Answer;
    t.like(answer, { kind: 'time-stamp', indication });
    t.deepEqual(await byCommand(t, each, answer), { ...answer });
  });
}

test.serial('/v1/verify and okno verify say the same of an S/MIME message', async (t) => {
  const signature = Buffer.from(CASES['B-LTA'].cms).toString('base64');
  const own = ['--b', 'Content-Type: application/pkcs7-signature'];
  const type = 'multipart/signed; protocol="application/pkcs7-signature"; boundary=b';
  const cms = Buffer.from(
    [
      ...['Subject: Счёт', `Content-Type: ${type}`, '', '--b', CONTENT.toString(), ...own],
      ...['Content-Transfer-Encoding: base64', '', signature, '--b--', ''],
    ].join('\r\n'),
  );
  const body = formOf(undefined, partsOf({ cms, document: CONTENT }, ['file', 'content']));
  const { json } = await stage.exporter.send('POST', '/v1/verify', { body });
  const answer = json as unknown as Answer;
  t.like(answer.signatures[0], { indication: 'TOTAL-PASSED', level: 'CAdES-B-LTA' });
  t.deepEqual(await byCommand(t, { cms, document: CONTENT }, answer), { ...answer });
});

for (const title of ['B-LTA', 'counter-signed'] as const) {
  test.serial(`intake keeps the report that okno verify gives: ${title}`, async (t) => {
    const { exporter } = stage;
    const contract = await registerContract(exporter);
    const files = partsOf(CASES[title], ['signature', 'document']).toReversed();
    const answer = await exporter.place(`/v1/contracts/${contract}/documents`, {
      ...{ key: crypto.randomUUID(), metadata: METADATA, files },
    });
    t.is(answer.status, 201, answer.bytes.toString());
    const version = answer.headers.get('location') ?? '';
    const { json } = await exporter.get(`${version}/signatures/1/report`);
    const kept = json as unknown as Answer;
    t.like(kept.signatures[0], CASES[title].says);
    t.deepEqual(await byCommand(t, CASES[title], kept), { ...kept });
  });
}

test.serial('intake refuses with the report that okno verify gives: failed', async (t) => {
  const { exporter } = stage;
  const contract = await registerContract(exporter);
  const files = partsOf(CASES.failed, ['signature', 'document']).toReversed();
  const answer = await exporter.place(`/v1/contracts/${contract}/documents`, {
    ...{ key: crypto.randomUUID(), metadata: METADATA, files },
  });
  t.is(answer.status, 422, answer.bytes.toString());
  const { reports } = (answer.json as unknown as Refused).refusal;
  t.is(reports.length, 1);
  for (const { report } of reports) {
    t.like(report.signatures[0], CASES.failed.says);
    t.deepEqual(await byCommand(t, CASES.failed, report), { kind: 'signature', ...report });
  }
});
