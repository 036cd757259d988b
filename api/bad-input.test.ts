// What goes wrong at the door: each gets a clear answer, and nothing of it stays behind.

import { readdir } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { companySeal, head } from '../test-fixtures/pki/subjects.ts';
import { until } from '../test-fixtures/waiting/until.ts';
import { type Answer, type FilePart, signText } from './client.fixture.ts';
import {
  algorithms,
  CONTRACT,
  documentPart,
  METADATA,
  placed,
  placeRequest,
  registerContract,
  type Stage,
  sharedEnding,
  sign,
  signaturePart,
  startStage,
} from './service.fixture.ts';
import { SIGN_IN_CONTENT_TYPE } from './sign-in/challenge.ts';

const DOCUMENT = Buffer.from('Договор поставки № 17');
const DAY = 24 * 60 * 60 * 1000;

const ending = sharedEnding();
const stage = await startStage(ending, { config: { documentLimit: 1024 ** 2 } });
test.after.always(() => ending.end());

/** Every file below a folder. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

/** To be called before: the files that are there anyway. Then: nothing was added, nothing is listed. */
async function watch(contract: string) {
  const { data, exporter } = stage;
  const before = await filesIn(join(data, 'documents'));
  return async (t: ExecutionContext) => {
    // A client that went away is seen a moment later than it sees itself gone.
    await until(async () => (await filesIn(join(data, 'documents'))).length === before.length);
    t.deepEqual(await filesIn(join(data, 'documents')), before);
    const { json } = await exporter.get(`/v1/contracts/${contract}/documents`);
    t.deepEqual(json, { documents: [] });
  };
}

function problem(answer: Answer): string {
  return String(answer.json['type']).replace('urn:okno:problem:', '');
}

/** A refused signature: what it is made of, and the indication that the refusal carries. */
const refused = test.macro({
  exec: async (
    t,
    make: (stage: Stage) => Promise<Uint8Array>,
    expected: { readonly code: string; readonly sub?: string; readonly part?: string },
  ) => {
    const contract = await registerContract(stage.exporter);
    const nothingKept = await watch(contract);
    const files = [documentPart(DOCUMENT), signaturePart(await make(stage))];
    const path = `/v1/contracts/${contract}/documents`;
    const answer = await stage.exporter.place(path, { metadata: METADATA, files });
    t.is(answer.status, 422, answer.bytes.toString());
    t.is(problem(answer), 'refused-signature');
    const { code, sub } = expected;
    const { part = 'signature 1' } = expected;
    const reason = { code, part, ...(sub === undefined ? {} : { subIndication: sub }) };
    t.like(answer.json['refusal'], { reasons: [reason] }, answer.bytes.toString());
    await nothingKept(t);
  },
  title: (name) => `refused with a report, nothing kept: ${name}`,
});

const headSigns = ({ identities }: Stage) => sign(DOCUMENT, identities.head);
const failed = (sub: string) => ({ code: 'signature-not-passed', sub });
const unreadable = { code: 'unreadable-signature' };

test.serial('an empty signature', refused, async () => Buffer.alloc(0), unreadable);
test.serial('a random signature', refused, async () => Buffer.alloc(3000, 0xa7), unreadable);
test.serial(
  'a truncated signature',
  refused,
  async (s) => (await headSigns(s)).subarray(0, -9),
  unreadable,
);
test.serial(
  'deeply nested ASN.1',
  refused,
  async () => Buffer.alloc(200_000, Uint8Array.of(0x30, 0x80)),
  unreadable,
);
test.serial(
  'the signature of another document',
  refused,
  ({ identities }) => sign(Buffer.from('Другой договор'), identities.head),
  failed('HASH_FAILURE'),
);
test.serial(
  'an expired certificate',
  refused,
  async ({ pki }) => {
    const at = Date.now();
    const dates = { notBefore: new Date(at - 90 * DAY), notAfter: new Date(at - DAY) };
    return sign(DOCUMENT, await pki.issue({ subject: head, ...dates }));
  },
  failed('OUT_OF_BOUNDS_NO_POE'),
);
test.serial(
  'a revoked certificate',
  refused,
  async ({ pki }) => {
    const revoked = await pki.issue({ subject: head });
    pki.revoke(revoked.certificate, new Date(Date.now() - DAY), 'keyCompromise');
    return sign(DOCUMENT, revoked);
  },
  failed('REVOKED_NO_POE'),
);
test.serial(
  'an unknown certification authority',
  refused,
  async ({ pki }) => sign(DOCUMENT, await (await pki.otherRoot()).issue({ subject: head })),
  failed('NO_CERTIFICATE_CHAIN_FOUND'),
);
test.serial(
  'a certificate for another purpose (RFC 5280 §4.2.1.3)',
  refused,
  async ({ pki }) =>
    sign(DOCUMENT, await pki.issue({ subject: head, keyUsage: ['keyEncipherment'] })),
  failed('CHAIN_CONSTRAINTS_FAILURE'),
);
test.serial(
  'a certificate of somebody else (para. 26)',
  refused,
  ({ identities }) => sign(DOCUMENT, identities.officer),
  { code: 'not-signed-by-participant', part: 'document' },
);

/** A request that the door itself turns away. */
const turnedAway = test.macro({
  exec: async (
    t,
    parts: (stage: Stage) => Promise<{ metadata?: unknown; files: readonly FilePart[] }>,
    status: number,
    code: string,
  ) => {
    const contract = await registerContract(stage.exporter);
    const nothingKept = await watch(contract);
    const path = `/v1/contracts/${contract}/documents`;
    const answer = await stage.exporter.place(path, await parts(stage));
    t.is(`${answer.status} ${problem(answer)}`, `${status} ${code}`, answer.bytes.toString());
    await nothingKept(t);
  },
  title: (name) => `turned away, nothing kept: ${name}`,
});

const document = documentPart(DOCUMENT);
const some = signaturePart(Buffer.from('x'));
const named = (name: string) => ({ ...some, name });

test.serial('no part at all', turnedAway, async () => ({ files: [] }), 400, 'missing-part');
test.serial(
  'the document before the metadata',
  turnedAway,
  async () => ({ files: [document, some] }),
  400,
  'unexpected-part',
);
test.serial(
  'a signature before the document',
  turnedAway,
  async () => ({ metadata: METADATA, files: [some, document] }),
  422,
  'invalid',
);
test.serial(
  'two documents',
  turnedAway,
  async () => ({ metadata: METADATA, files: [document, document, some] }),
  422,
  'invalid',
);
test.serial(
  'metadata alone',
  turnedAway,
  async () => ({ metadata: METADATA, files: [] }),
  422,
  'invalid',
);
test.serial(
  'no signature: nothing unsigned is ever called signed',
  turnedAway,
  async () => ({ metadata: METADATA, files: [document] }),
  422,
  'refused-signature',
);
test.serial(
  'an unknown part',
  turnedAway,
  async () => ({ metadata: METADATA, files: [document, named('stamp')] }),
  400,
  'unexpected-part',
);
test.serial(
  'an empty document',
  turnedAway,
  async () => ({ metadata: METADATA, files: [documentPart(Buffer.alloc(0)), some] }),
  422,
  'invalid',
);
test.serial(
  'too many signatures',
  turnedAway,
  async () => ({ metadata: METADATA, files: [document, ...Array(40).fill(some)] }),
  413,
  'too-many-parts',
);
test.serial(
  'a document over the limit',
  turnedAway,
  async () => ({ metadata: METADATA, files: [documentPart(Buffer.alloc(1024 ** 2 + 1)), some] }),
  413,
  'too-large',
);
test.serial(
  'metadata with a category that is not in para. 26, and a field that nobody asked for',
  turnedAway,
  async () => ({ metadata: { category: 'z', title: 'x', colour: 'red' }, files: [document, some] }),
  422,
  'invalid',
);
test.serial(
  'a signed sign-in challenge offered as a document: it has its own content type',
  turnedAway,
  async ({ identities }) => {
    const signed = await signText('Договор', identities.head, {
      digest: algorithms,
      eContentType: SIGN_IN_CONTENT_TYPE,
    });
    return { metadata: METADATA, files: [documentPart(signed)] };
  },
  422,
  'refused-signature',
);

test.serial(
  'an attached signature is a signed document of its own (the twin of the challenge)',
  async (t) => {
    const { exporter, identities } = stage;
    const contract = await registerContract(exporter);
    const signed = await signText('Договор', identities.head, { digest: algorithms });
    const request = { metadata: METADATA, files: [documentPart(signed)] };
    const answer = await exporter.place(`/v1/contracts/${contract}/documents`, request);
    t.is(answer.status, 201, answer.bytes.toString());
  },
);

test.serial('a body that is not multipart is 415; metadata that is not JSON is 415', async (t) => {
  const contract = await registerContract(stage.exporter);
  const nothingKept = await watch(contract);
  const path = `/v1/contracts/${contract}/documents`;
  const headers = { 'idempotency-key': 'k', 'content-type': 'application/pdf' };
  const raw = await stage.exporter.send('POST', path, { headers, body: 'x' });
  t.is(raw.status, 415);
  const form = new FormData();
  form.append('metadata', new Blob(['<a/>'], { type: 'application/xml' }));
  const xml = await stage.exporter.send('POST', path, {
    headers: { 'idempotency-key': 'k' },
    body: form,
  });
  t.is(`${xml.status} ${problem(xml)}`, '415 unsupported-media-type');
  await nothingKept(t);
});

test.serial('a body without an octet is 400, with Content-Length and chunked', async (t) => {
  const contract = await registerContract(stage.exporter);
  const nothingKept = await watch(contract);
  for (const headers of [['Content-Length: 0'], ['Transfer-Encoding: chunked']]) {
    const last = headers[0]?.startsWith('T') ? '0\r\n\r\n' : '';
    const send = (socket: net.Socket) => void socket.write(last);
    const answer = await rawIntake(stage, contract, send, [...headers, 'Connection: close']);
    t.regex(answer, /^HTTP\/1\.1 400 [\s\S]*malformed-multipart/);
  }
  await nothingKept(t);
});

test.serial('without Idempotency-Key nothing is created', async (t) => {
  const { exporter } = stage;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(CONTRACT);
  const answer = await exporter.send('POST', '/v1/contracts', { headers, body });
  t.is(`${answer.status} ${problem(answer)}`, '400 idempotency-key-required');
});

test.serial(
  'the same Idempotency-Key: the same content gives the same octets, other content 422',
  async (t) => {
    const { exporter, identities } = stage;
    const { contract, request, answer } = await placed(exporter, identities.head, 'Договор');
    const path = `/v1/contracts/${contract}/documents`;
    const again = await exporter.place(path, request);
    t.is(again.status, 201);
    t.deepEqual(again.bytes, answer.bytes);
    const other = await placeRequest(identities.head, 'Другой договор', request.key);
    const mismatch = await exporter.place(path, other);
    t.is(`${mismatch.status} ${problem(mismatch)}`, '422 idempotency-mismatch');
    const { json } = await exporter.get(path);
    t.is(Array.isArray(json['documents']) && json['documents'].length, 1);
  },
);

test.serial(
  'the same request twice at once: one wins, the other gets the same octets',
  async (t) => {
    const { exporter, identities } = stage;
    const contract = await registerContract(exporter);
    const request = await placeRequest(identities.head, 'Дважды');
    const path = `/v1/contracts/${contract}/documents`;
    const [one, two] = await Promise.all([
      exporter.place(path, request),
      exporter.place(path, request),
    ]);
    t.deepEqual([one.status, two.status], [201, 201], two.bytes.toString());
    t.deepEqual(one.bytes, two.bytes);
    const { json } = await exporter.get(path);
    t.is(Array.isArray(json['documents']) && json['documents'].length, 1);
  },
);

test.serial('names with path tricks are names: shown harmless, never used as paths', async (t) => {
  const { exporter, identities, data } = stage;
  const contract = await registerContract(exporter);
  const bytes = Buffer.from('Договор');
  const names = [
    '../../../etc/passwd',
    'C:\\secret\\x.pdf',
    '\u202efdp.exe',
    'a"b%0d%0aX: 1.pdf',
    '..',
  ];
  for (const fileName of names) {
    const files = [
      { ...documentPart(bytes), fileName },
      signaturePart(await sign(bytes, identities.head)),
    ];
    const path = `/v1/contracts/${contract}/documents`;
    const answer = await exporter.place(path, { metadata: METADATA, files });
    t.is(answer.status, 201, answer.bytes.toString());
    const content = await exporter.get(`${answer.headers.get('location')}/content`);
    const disposition = content.headers.get('content-disposition') ?? '';
    t.regex(disposition, /^attachment; filename="[^"\\/]*"; filename\*=UTF-8''[^/\\]*$/);
    t.false(
      disposition.includes('..;') || disposition.includes('%2F') || disposition.includes('%5C'),
    );
    t.false(/%E2%80%AE|%00|%0D/.test(disposition));
  }
  const stored = await filesIn(join(data, 'documents'));
  t.true(stored.every((name) => /^[0-9a-f]{64}$/.test(name)));
});

/** Speaks raw HTTP as the exporter; resolves with everything that came back. */
async function rawIntake(
  stage: Stage,
  contract: string,
  talk: (socket: net.Socket) => void,
  headers: readonly string[],
): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(stage.port, '127.0.0.1', () => {
      const lines = [
        `POST /v1/contracts/${contract}/documents HTTP/1.1`,
        'Host: x',
        `Authorization: Bearer ${stage.exporter.token}`,
        'Idempotency-Key: raw',
        'Content-Type: multipart/form-data; boundary=b',
        ...headers,
      ];
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      talk(socket);
    });
    let answer = '';
    socket.on('data', (piece) => {
      answer += piece.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

const START = [
  '--b',
  'Content-Disposition: form-data; name="metadata"',
  'Content-Type: application/json',
  '',
  JSON.stringify(METADATA),
  '--b',
  'Content-Disposition: form-data; name="document"; filename="a.pdf"',
  'Content-Type: application/pdf',
  '',
  '',
].join('\r\n');

const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

test.serial(
  'a body declared over the limit is 413 and the connection closes before it is sent',
  async (t) => {
    const contract = await registerContract(stage.exporter);
    const nothingKept = await watch(contract);
    const answer = await rawIntake(stage, contract, () => undefined, [`Content-Length: ${1e12}`]);
    t.regex(answer, /^HTTP\/1\.1 413 [\s\S]*\r\nConnection: close\r\n[\s\S]*body-too-large/);
    await nothingKept(t);
  },
);

test.serial(
  'a document that grows over the limit is 413, the connection closes, nothing is left',
  async (t) => {
    const contract = await registerContract(stage.exporter);
    const nothingKept = await watch(contract);
    const answer = await rawIntake(
      stage,
      contract,
      (socket) => {
        socket.write(chunk(START));
        const more = chunk('x'.repeat(64 * 1024));
        const timer = setInterval(() => socket.write(more), 2);
        socket.on('close', () => clearInterval(timer));
        socket.on('data', () => clearInterval(timer));
      },
      ['Transfer-Encoding: chunked'],
    );
    t.regex(answer, /^HTTP\/1\.1 413 [\s\S]*\r\nConnection: close\r\n[\s\S]*too-large/);
    await nothingKept(t);
  },
);

test.serial('a client that stops half-way leaves nothing behind', async (t) => {
  const contract = await registerContract(stage.exporter);
  const nothingKept = await watch(contract);
  await rawIntake(
    stage,
    contract,
    (socket) => {
      socket.write(chunk(START));
      socket.write(chunk('x'.repeat(200_000)), () => setTimeout(() => socket.destroy(), 100));
    },
    ['Transfer-Encoding: chunked'],
  );
  await nothingKept(t);
});

test.serial(
  'a multipart body that ends before its last boundary is 400, nothing is left',
  async (t) => {
    const contract = await registerContract(stage.exporter);
    const nothingKept = await watch(contract);
    const answer = await rawIntake(
      stage,
      contract,
      (socket) => socket.write(`${chunk(START)}${chunk('abc')}0\r\n\r\n`),
      ['Transfer-Encoding: chunked', 'Connection: close'],
    );
    t.regex(answer, /^HTTP\/1\.1 400 [\s\S]*malformed-multipart/);
    await nothingKept(t);
  },
);

test.serial('who may not place is told so before a byte of the file is read', async (t) => {
  const answer = await rawIntake(
    stage,
    'no-such-contract',
    (socket) => socket.write(chunk(START)),
    ['Transfer-Encoding: chunked'],
  );
  t.regex(answer, /^HTTP\/1\.1 404 /);
});

test.serial('a company’s own certificate may sign too (63-FZ art. 14 p. 3)', async (t) => {
  const { exporter, pki } = stage;
  const identity = await pki.issue({ subject: companySeal });
  t.is((await placed(exporter, identity, 'Договор')).answer.status, 201);
});

test.serial('nobody unauthenticated gets any data', async (t) => {
  const { origin, exporter, identities } = stage;
  const { contract, documentId, version } = await placed(exporter, identities.head, 'Договор');
  const paths = [
    '/v1/session',
    '/v1/contracts',
    `/v1/contracts/${contract}`,
    `/v1/contracts/${contract}/documents`,
    `/v1/documents/${documentId}`,
    `/v1/documents/${documentId}/evidence`,
    version,
    `${version}/content`,
    `${version}/receipts`,
    `${version}/signatures/1`,
    `${version}/signatures/1/report`,
    '/v1/receipts/x',
    '/v1/retrieval?unk=26010001/1481/0000/1/1',
    '/v1/addressees',
    '/v1/sendings',
  ];
  for (const path of paths) {
    for (const authorization of ['', `Bearer ${'A'.repeat(43)}`, 'Basic eDp5']) {
      const response = await fetch(`${origin}${path}`, { headers: { authorization } });
      t.is(response.status, 401, path);
      t.like(await response.json(), { type: 'urn:okno:problem:unauthenticated' });
    }
  }
});

test.serial('nobody unauthenticated changes anything, whatever body comes along', async (t) => {
  const { origin } = stage;
  const calls: readonly (readonly [string, string])[] = [
    ['POST', '/v1/participants'],
    ['POST', '/v1/contracts'],
    ['PUT', '/v1/contracts/x'],
    ['POST', '/v1/contracts/x/documents'],
    ['POST', '/v1/documents/x/versions'],
    ['POST', '/v1/verify'],
    ['POST', '/v1/session/tickets'],
    ['DELETE', '/v1/session'],
  ];
  for (const [method, path] of calls) {
    const body = method === 'DELETE' ? {} : { body: Buffer.alloc(300_000) };
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'x' };
    const response = await fetch(`${origin}${path}`, { method, headers, ...body });
    t.is(response.status, 401, `${method} ${path}`);
  }
});
