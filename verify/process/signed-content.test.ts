import { createHash } from 'node:crypto';
import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { signXml } from '../../signing/xml/sign-xml.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { defaultPolicy } from '../policy/default-policy.ts';
import type { OctetRange, SignedContent } from '../report/report.ts';
import { validateSignatures } from './validate-signatures.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const algorithms = algorithmsOf([nodeCrypto]);
const pki = await createPki({ now: NOW });
const signer = await pki.issue({ subject: { commonName: 'Иванов Иван' } });
const TEXT = new TextEncoder().encode('0123456789abcdef');

const sign = (detached: boolean) =>
  signCades({
    content: bytesSource(TEXT),
    ...{ detached, identities: [signer], signingTime: NOW, digest: algorithms },
  });

async function contentsOf(
  file: Uint8Array,
  content?: Uint8Array,
): Promise<readonly SignedContent[]> {
  const { signatures } = await validateSignatures({
    signature: { name: 'file', source: bytesSource(file) },
    ...(content && { content: { name: 'document', source: bytesSource(content) } }),
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [], crls: [], ocspResponses: [] },
    ...{ policy: defaultPolicy, algorithms, time: NOW },
  });
  return signatures[0]?.signedContent ?? [];
}

/** The octets that the ranges name, one after the other. */
function octetsAt(file: Uint8Array, ranges: readonly OctetRange[] = []): Buffer {
  return Buffer.concat(
    ranges.flatMap(({ offset, length, count = 1, stride = length }) =>
      Array.from({ length: count }, (_, at) => {
        const from = offset + at * stride;
        return file.subarray(from, from + length);
      }),
    ),
  );
}

const sha256 = (octets: Uint8Array) => createHash('sha256').update(octets).digest('hex');

/** The OCTET STRING of eContent as BER in segments of so many octets, every length above it indefinite. */
function inSegments(cms: Uint8Array, size: number): Uint8Array {
  const at = Buffer.from(cms).indexOf(Buffer.concat([Buffer.from([0x04, TEXT.length]), TEXT]));
  const start = cms.subarray(0, at);
  const after = cms.subarray(at + 2 + TEXT.length);
  const segments: number[] = [];
  for (let from = 0; from < TEXT.length; from += size) {
    const piece = TEXT.subarray(from, from + size);
    segments.push(0x04, piece.length, ...piece);
  }
  const string = [0x24, 0x80, ...segments, 0, 0];
  return relengthened(start, string, after);
}

/** ContentInfo, [0], SignedData, encapContentInfo and [0] around eContent, with indefinite lengths. */
function relengthened(start: Uint8Array, string: readonly number[], after: Uint8Array): Uint8Array {
  const bytes = Buffer.from(start);
  const parts: number[] = [];
  let at = 0;
  const open = () => {
    const first = bytes[at + 1] ?? 0;
    parts.push(bytes[at] ?? 0, 0x80);
    at += 2 + (first < 0x80 ? 0 : first & 0x7f);
  };
  const copy = () => {
    const length = bytes[at + 1] ?? 0;
    parts.push(...bytes.subarray(at, at + 2 + length));
    at += 2 + length;
  };
  open(); // ContentInfo
  copy(); // id-signedData
  open(); // [0]
  open(); // SignedData
  copy(); // version
  copy(); // digestAlgorithms
  open(); // encapContentInfo
  copy(); // id-data
  open(); // [0]
  return Uint8Array.from([...parts, ...string, 0, 0, 0, 0, ...after, 0, 0, 0, 0, 0, 0]);
}

test('a document beside the signature: all of it, in its own file', async (t) => {
  const [content] = await contentsOf(await sign(true), TEXT);
  t.like(content, { file: 'document', ranges: [{ offset: 0, length: TEXT.length }], whole: true });
});

for (const [title, change] of [
  ['in DER', (cms: Uint8Array) => cms],
  ['in one segment', (cms: Uint8Array) => inSegments(cms, TEXT.length)],
  ['in segments of one size', (cms: Uint8Array) => inSegments(cms, 4)],
  ['in segments of two sizes', (cms: Uint8Array) => inSegments(cms, 5)],
] as const) {
  test(`content inside the file, ${title}: the ranges are the octets that were signed`, async (t) => {
    const file = change(await sign(false));
    const [content] = await contentsOf(file);
    t.is(content?.file, 'file');
    t.deepEqual(octetsAt(file, content?.ranges), Buffer.from(TEXT));
    t.is(content?.digest, sha256(octetsAt(file, content?.ranges)));
  });
}

test('what is not in the file as it is has no range there: text decoded, XML made canonical', async (t) => {
  const pem = new TextEncoder().encode(toPem('CMS', await sign(false)));
  t.like((await contentsOf(pem))[0], { file: 'file', ranges: [], size: TEXT.length });
  const document = new TextEncoder().encode('<act b="2"  a="1"/>');
  const xml = await signXml({
    packaging: 'enveloped',
    document,
    identity: signer,
    digest: algorithms,
  });
  t.like((await contentsOf(xml))[0], { file: 'file', ranges: [], whole: true });
});

test('nothing is listed where the document is another one', async (t) => {
  t.deepEqual(await contentsOf(await sign(true), TEXT.subarray(1)), []);
});
