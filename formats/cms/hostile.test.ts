import test from 'ava';
import {
  bitString,
  explicit,
  headerOf,
  implicit,
  integer,
  nullValue,
  octetString,
  oid,
  raw,
  sequence,
  set,
  setOf,
  time,
  utf8String,
} from '../asn1/encode.ts';
import { indefinite } from '../asn1/indefinite.fixture.ts';
import { OID } from '../asn1/oids.ts';
import { TAG } from '../asn1/tags.ts';
import { type ByteSource, bytesSource, pieces, readAll } from '../byte-source.ts';
import { FormatError, type FormatErrorCode } from '../format-error.ts';
import { toPem } from '../x509/pem.ts';
import { CMS_LABELS } from './content-info.ts';
import { CMS_LIMITS } from './limits.ts';
import { parseSignedData } from './parse-signed-data.ts';
import type { SignedData } from './signed-data.ts';

const sha256 = sequence(oid(OID.sha256));
const name = sequence(set(sequence(oid(OID.commonName), utf8String('А'))));
const certificate = sequence(
  sequence(
    integer(5),
    sha256,
    name,
    sequence(time(new Date('2026-01-01')), time(new Date('2027-01-01'))),
    name,
    sequence(sequence(oid('1.3.101.112')), bitString(new Uint8Array(32))),
  ),
  sha256,
  bitString(Uint8Array.of(1, 2)),
);
const crl = sequence(
  sequence(sha256, name, time(new Date('2026-01-01'))),
  sha256,
  bitString(Uint8Array.of(1)),
);
const attributes = setOf([
  sequence(oid(OID.contentType), set(oid(OID.data))),
  sequence(oid(OID.messageDigest), set(octetString(new Uint8Array(32)))),
]);
const signerInfo = sequence(
  integer(1),
  sequence(name, integer(5)),
  sha256,
  implicit(0, attributes),
  sha256,
  octetString(Uint8Array.of(1, 2, 3)),
  implicit(1, set(sequence(oid('1.2.3'), set(nullValue())))),
);

interface Parts {
  readonly version?: Uint8Array;
  readonly algorithms?: Uint8Array;
  readonly encapsulated?: Uint8Array;
  readonly certificates?: readonly Uint8Array[];
  readonly crls?: readonly Uint8Array[];
  readonly signerInfos?: readonly Uint8Array[];
  readonly tail?: readonly Uint8Array[];
}

function build(parts: Parts = {}): Uint8Array {
  const data = sequence(
    parts.version ?? integer(1),
    parts.algorithms ?? set(sha256),
    parts.encapsulated ?? sequence(oid(OID.data), explicit(0, octetString(Uint8Array.of(7, 8, 9)))),
    implicit(0, set(...(parts.certificates ?? [certificate]))),
    implicit(1, set(...(parts.crls ?? [crl]))),
    set(...(parts.signerInfos ?? [signerInfo])),
    ...(parts.tail ?? []),
  );
  return sequence(oid(OID.signedData), explicit(0, data));
}

async function codeOf(bytes: Uint8Array | ByteSource): Promise<FormatErrorCode> {
  try {
    await parseSignedData(bytes instanceof Uint8Array ? bytesSource(bytes) : bytes);
  } catch (error) {
    if (error instanceof FormatError) return error.code;
    throw error;
  }
  throw new Error('was accepted');
}

async function factsText(bytes: Uint8Array): Promise<string | undefined> {
  try {
    const { content, ...facts } = await parseSignedData(bytesSource(bytes));
    return JSON.stringify([facts, content && (await readAll(content, 1e6))], (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
    );
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** All that may nest, outside certificates and CRLs, with indefinite lengths. */
const ber = (der: Uint8Array) => indefinite(der, [certificate, crl]);

test('the sample is read, and is no longer the sample where indefinite lengths are written', async (t) => {
  const facts = await parseSignedData(bytesSource(build()));
  t.deepEqual(facts.remarks, []);
  const read = await parseSignedData(bytesSource(ber(build())));
  t.deepEqual(read.remarks, ['BER in place of DER', 'signed attributes of signature 1 not in DER']);
  const same = (each: SignedData) => ({
    ...each,
    content: undefined,
    encoded: undefined,
    remarks: [],
    signerInfos: each.signerInfos.map((info) => ({
      ...info,
      encoded: undefined,
      sid: info.sid.kind,
      signedAttributes: info.signedAttributes?.der,
      unsignedAttributes: info.unsignedAttributes?.map(({ oid, values }) => ({ oid, values })),
    })),
  });
  t.deepEqual(same(read), same(facts), 'every fact but the encodings is the same');
});

for (const [title, der] of [
  ['DER', build()],
  ['BER', ber(build())],
] as const) {
  test(`${title}: an octet changed anywhere changes a fact or is refused`, async (t) => {
    const original = await factsText(der);
    t.not(original, undefined);
    for (let index = 0; index < der.length; index += 1) {
      for (const flip of [1, 2, 4, 8, 0x10, 0x20, 0x40, 0x80, 0xff]) {
        const copy = Uint8Array.from(der);
        copy[index] = (der[index] ?? 0) ^ flip;
        t.not(await factsText(copy), original, `octet ${index} ^ ${flip}`);
      }
    }
  });

  test(`${title}: cut anywhere it is refused`, async (t) => {
    for (let length = 0; length < der.length; length += 1) {
      t.is(await factsText(der.subarray(0, length)), undefined, `${length} octets`);
    }
  });

  test(`${title}: an octet put in or taken out anywhere changes a fact or is refused`, async (t) => {
    const original = await factsText(der);
    for (let index = 0; index < der.length; index += 1) {
      for (const value of [0, 0x30, 0x80]) {
        const more = Uint8Array.from([...der.subarray(0, index), value, ...der.subarray(index)]);
        t.not(await factsText(more), original);
      }
      const less = Uint8Array.from([...der.subarray(0, index), ...der.subarray(index + 1)]);
      t.not(await factsText(less), original);
    }
  });
}

const refused = test.macro(async (t, bytes: Uint8Array, code: FormatErrorCode) => {
  t.is(await codeOf(bytes), code);
});
const info = (...fields: readonly Uint8Array[]) => build({ signerInfos: [sequence(...fields)] });
const sid = sequence(name, integer(5));
const signature = octetString(Uint8Array.of(1));

test('empty', refused, new Uint8Array(), 'malformed');
test('random octets', refused, Uint8Array.from(Buffer.from('8f3a6c01ffee', 'hex')), 'malformed');
test(
  'RFC 5652 §6: another content type',
  refused,
  sequence(oid('1.2.840.113549.1.7.3'), explicit(0, sequence())),
  'unsupported',
);
test(
  'RFC 5652 §5.2: content that is no OCTET STRING',
  refused,
  build({ encapsulated: sequence(oid('1.3.6.1.4.1.311.2.1.4'), explicit(0, sequence())) }),
  'unsupported',
);
test(
  'RFC 5652 §5.2: two contents',
  refused,
  build({
    encapsulated: sequence(oid(OID.data), explicit(0, octetString(Uint8Array.of(1))), nullValue()),
  }),
  'malformed',
);
test(
  'RFC 5652 §5.2: two octet strings in one content',
  refused,
  build({ encapsulated: sequence(oid(OID.data), raw(0xa0, signature, signature)) }),
  'malformed',
);
test(
  'RFC 5652 §5.1: a field after the signerInfos',
  refused,
  build({ tail: [nullValue()] }),
  'malformed',
);
test(
  'RFC 5652 §5.1: a digestAlgorithms member that is no algorithm',
  refused,
  build({ algorithms: set(nullValue()) }),
  'malformed',
);
test(
  'RFC 5652 §10.2.2: a certificate of an unknown choice',
  refused,
  build({ certificates: [implicit(4, sequence())] }),
  'malformed',
);
test(
  'RFC 5652 §5.3: signedAttrs without members',
  refused,
  info(integer(1), sid, sha256, implicit(0, set()), sha256, signature),
  'malformed',
);
test(
  'RFC 5652 §5.3: a signature that is a BIT STRING',
  refused,
  info(integer(1), sid, sha256, sha256, bitString(Uint8Array.of(1))),
  'malformed',
);
test(
  'RFC 5652 §5.3: a field after unsignedAttrs',
  refused,
  info(integer(1), sid, sha256, sha256, signature, nullValue()),
  'malformed',
);
test(
  'RFC 5652 §5.3: an identifier of a third choice',
  refused,
  info(integer(3), implicit(1, octetString(Uint8Array.of(1))), sha256, sha256, signature),
  'malformed',
);
test(
  'octets after the end that are not zero',
  refused,
  Uint8Array.from([...build(), 0, 0, 1]),
  'malformed',
);
test(
  'an octet after the end that is not zero, and zeros after it',
  refused,
  Uint8Array.from([...build(), 0, 1, ...new Uint8Array(2000)]),
  'malformed',
);
test(
  'a second CMS after the first',
  refused,
  Uint8Array.from([...build(), ...build()]),
  'malformed',
);
test(
  'digestAlgorithms of over 16 KiB',
  refused,
  build({ algorithms: set(...Array.from({ length: 1500 }, () => sha256)) }),
  'limit',
);
test(
  '4097 attributes',
  refused,
  info(
    integer(1),
    sid,
    sha256,
    implicit(0, set(...Array.from({ length: 4097 }, () => sequence(oid('1.2'), set())))),
    sha256,
    signature,
  ),
  'limit',
);
test(
  'signed attributes nested 1000 deep',
  refused,
  info(
    integer(1),
    sid,
    sha256,
    implicit(0, set(sequence(oid('1.2'), set(nest(1000))))),
    sha256,
    signature,
  ),
  'limit',
);

function nest(levels: number): Uint8Array {
  let der = nullValue();
  for (let level = 0; level < levels; level += 1) der = sequence(der);
  return der;
}

const pem = (text: string) => new TextEncoder().encode(text);
for (const label of CMS_LABELS) {
  test(`PEM: the label ${label} is read`, async (t) => {
    const { version } = await parseSignedData(bytesSource(pem(toPem(label, build()))));
    t.is(version, 1);
  });
}
test('PEM: text in front', refused, pem(`hello\n${toPem('CMS', build())}`), 'malformed');
test('PEM: text behind', refused, pem(`${toPem('CMS', build())}hello`), 'malformed');
test('PEM: two blocks', refused, pem(toPem('CMS', build()) + toPem('CMS', build())), 'malformed');
test('PEM: the labels under which tools write a CMS', async (t) => {
  for (const label of ['CMS', 'PKCS7', 'PKCS #7 SIGNED DATA', 'SIGNED MESSAGE']) {
    const { remarks } = await parseSignedData(bytesSource(pem(toPem(label, build()))));
    t.deepEqual(remarks, ['encoded as PEM'], label);
  }
});
test('PEM: another label', refused, pem(toPem('CERTIFICATE', build())), 'malformed');
test('PEM: a label that goes on', refused, pem(toPem('SIGNED MESSAGES', build())), 'malformed');
test('base64 with a character of no base64', refused, pem('MIIB*A=='), 'malformed');

test('RFC 5652 §10.2.2: a certificate that is none is passed over and told; the others count', async (t) => {
  const none = sequence(integer(1));
  const facts = await parseSignedData(
    bytesSource(build({ certificates: [none, certificate, none] })),
  );
  t.deepEqual(
    facts.certificates.map(({ der }) => der),
    [certificate],
  );
  t.deepEqual(facts.encoded.certificateChoices, [none, certificate, none]);
  const told =
    'that cannot be read passed over (certificate: expected tag 0x30, found 0x02 at octet 2)';
  t.deepEqual(facts.remarks, [`certificate 1 ${told}`, `certificate 3 ${told}`]);
});

test('of thousands that are passed over the first are told, and how many more', async (t) => {
  const none = Array.from({ length: 2000 }, (_, index) => sequence(integer(index)));
  const choices = Array.from({ length: 2000 }, () => implicit(2, sequence()));
  const formats = Array.from({ length: 2000 }, (_, index) =>
    implicit(1, sequence(oid(`1.2.${index}`), nullValue())),
  );
  const { remarks } = await parseSignedData(
    bytesSource(build({ certificates: [...choices, ...none], crls: formats })),
  );
  t.is(remarks.length, 18);
  t.deepEqual(
    [remarks[0], remarks[8], remarks[9], remarks[17]],
    [
      'attribute certificate passed over',
      'and 1993 more',
      'revocation information 1.2.0 passed over',
      'and 1992 more',
    ],
  );
});

test('of thousands of signers with a remark the first are told, and how many more', async (t) => {
  const one = sequence(integer(1), sid, sha256, sha256, signature, implicit(1, set()));
  const { remarks } = await parseSignedData(
    bytesSource(build({ signerInfos: Array.from({ length: 2000 }, () => one) })),
  );
  t.is(remarks.length, 9);
  t.deepEqual([remarks[0], remarks[8]], ['unsignedAttrs of signature 1 empty', 'and 1992 more']);
});

test('a certificate over a limit is a limit of the file', async (t) => {
  const longSerial = sequence(sequence(raw(TAG.integer, new Uint8Array(5000).fill(1))));
  t.is(await codeOf(build({ certificates: [longSerial] })), 'limit');
});

test('RFC 5652 §5.3: unsignedAttrs without members are none, and told', async (t) => {
  const empty = implicit(1, set());
  const bytes = info(integer(1), sid, sha256, sha256, signature, empty);
  const { signerInfos, remarks } = await parseSignedData(bytesSource(bytes));
  t.deepEqual(signerInfos[0]?.unsignedAttributes, []);
  t.deepEqual(signerInfos[0]?.encoded.unsignedAttributes, empty);
  t.deepEqual(remarks, ['unsignedAttrs of signature 1 empty']);
});

test('choices of certificates and revocation that are passed over are told', async (t) => {
  const other = implicit(1, sequence(oid('1.2.3'), nullValue()));
  const ocsp = implicit(1, sequence(oid(OID.ocspResponseInfo), sequence()));
  const facts = await parseSignedData(
    bytesSource(
      build({ certificates: [implicit(2, sequence()), certificate], crls: [other, crl, ocsp] }),
    ),
  );
  t.deepEqual(facts.remarks, [
    'attribute certificate passed over',
    'revocation information 1.2.3 passed over',
  ]);
  t.deepEqual(
    [facts.certificates.length, facts.crls, facts.ocspResponses],
    [1, [crl], [sequence()]],
  );
});

test('RFC 5652 §5.4: attributes out of order keep the octets received beside the DER', async (t) => {
  const members = [
    sequence(oid('1.2.4'), set(nullValue())),
    sequence(oid('1.2.3'), set(nullValue())),
  ];
  const facts = await parseSignedData(
    bytesSource(info(integer(1), sid, sha256, implicit(0, set(...members)), sha256, signature)),
  );
  const { signedBytes, der } = facts.signerInfos[0]?.signedAttributes ?? {};
  t.deepEqual(signedBytes, set(...members));
  t.deepEqual(der, setOf(members));
  t.deepEqual(facts.remarks, ['signed attributes of signature 1 not in DER']);
});

/** A source made of parts and runs of zeros, which records what is read. */
function virtual(
  parts: readonly (Uint8Array | number)[],
): ByteSource & { read: ByteSource['read']; touched: () => number } {
  let touched = 0;
  const size = parts.reduce<number>(
    (sum, part) => sum + (typeof part === 'number' ? part : part.length),
    0,
  );
  return {
    size,
    touched: () => touched,
    async read(offset, length) {
      const out = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      touched += out.length;
      let start = 0;
      for (const part of parts) {
        const span = typeof part === 'number' ? part : part.length;
        if (typeof part !== 'number') {
          for (let index = 0; index < part.length; index += 1) {
            const at = start + index - offset;
            if (at >= 0 && at < out.length) out[at] = part[index] ?? 0;
          }
        }
        start += span;
      }
      return out;
    },
  };
}

function attached(size: number): (Uint8Array | number)[] {
  const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const rest = join(set(signerInfo));
  const content = headerOf(TAG.octetString, size);
  const wrapped = headerOf(0xa0, content.length + size);
  const type = oid(OID.data);
  const inner = type.length + wrapped.length + content.length + size;
  const encapsulated = headerOf(TAG.sequence, inner);
  const head = join(integer(1), set(sha256));
  const total = head.length + encapsulated.length + inner + rest.length;
  const data = headerOf(TAG.sequence, total);
  const explicitHeader = headerOf(0xa0, data.length + total);
  const signedData = oid(OID.signedData);
  const all = signedData.length + explicitHeader.length + data.length + total;
  return [
    join(
      headerOf(TAG.sequence, all),
      signedData,
      explicitHeader,
      data,
      head,
      encapsulated,
      type,
      wrapped,
      content,
    ),
    size,
    rest,
  ];
}

test('10 GiB of attached content are not read', async (t) => {
  const size = 10 * 1024 ** 3;
  const source = virtual(attached(size));
  const facts = await parseSignedData(source);
  t.is(facts.content?.size, size);
  t.is(facts.signerInfos.length, 1);
  t.true(source.touched() < 256 * 1024, `${source.touched()} octets read`);
});

// As a length that was counted in too few octets writes it: the rest of the content, and the signature, after the end.
test('GiB that follow the end, and are not zero at theirs, are refused unread', async (t) => {
  const source = virtual([...attached(5), 2 * 1024 ** 3, set(signerInfo)]);
  t.is(await codeOf(source), 'malformed');
  t.true(source.touched() < 256 * 1024, `${source.touched()} octets read`);
});

test('X.690 §8.1.5: BER that ends without end-of-contents octets is refused, its segments unread', async (t) => {
  const segment = octetString(new Uint8Array(4096).fill(7));
  const segments = Array.from({ length: 200 }, () => segment);
  const whole = segmented(
    Uint8Array.from(Buffer.concat([Buffer.from('2480', 'hex'), ...segments, Buffer.alloc(2)])),
  );
  t.is((await parseSignedData(bytesSource(whole))).content?.size, 200 * 4096);
  const source = virtual([whole.subarray(0, 700_000)]);
  t.is(await codeOf(source), 'malformed');
  t.true(source.touched() < 256 * 1024, `${source.touched()} octets read`);
});

test('over 16 MiB of certificates and signatures are a limit, unread', async (t) => {
  const source = virtual([
    Uint8Array.from(
      Buffer.from(
        '3080 06092a864886f70d010702 a080 3080 020101 3100 3080 06092a864886f70d010701 0000'.replaceAll(
          ' ',
          '',
        ),
        'hex',
      ),
    ),
    CMS_LIMITS.tail + 1,
  ]);
  t.is(await codeOf(source), 'limit');
  t.true(source.touched() < 256 * 1024);
});

function segmented(segments: Uint8Array): Uint8Array {
  const ber =
    '3080 06092a864886f70d010702 a080 3080 020101 3100 3080 06092a864886f70d010701 a080'.replaceAll(
      ' ',
      '',
    );
  return Uint8Array.from(
    Buffer.concat([
      Buffer.from(ber, 'hex'),
      segments,
      Buffer.from('00000000', 'hex'),
      set(signerInfo),
      Buffer.alloc(6),
    ]),
  );
}

test('X.690 §8.7.3: content in segments of many sizes, inside one another, is one content', async (t) => {
  const lengths = [3, 3, 3, 0, 1, 200, 200, 5000, 5000, 5000, 7];
  const segments = lengths.map((length, index) => octetString(new Uint8Array(length).fill(index)));
  const nested = [
    segments[0] ?? new Uint8Array(),
    raw(0x24, ...segments.slice(1, 4)),
    ...segments.slice(4),
  ];
  const bytes = segmented(
    Uint8Array.from(Buffer.concat([Buffer.from('2480', 'hex'), ...nested, Buffer.alloc(2)])),
  );
  const { content } = await parseSignedData(bytesSource(bytes));
  const expected = Uint8Array.from(
    lengths.flatMap((length, index) => Array.from({ length }, () => index)),
  );
  t.deepEqual(content && (await readAll(content, 1e6)), expected);
  for (const [offset, length] of [
    [0, 5],
    [2, 5],
    [8, 1],
    [9, 300],
    [400, 10_000],
    [expected.length - 1, 10],
    [expected.length, 5],
  ] as const) {
    t.deepEqual(await content?.read(offset, length), expected.slice(offset, offset + length));
  }
  const parts: Uint8Array[] = [];
  if (content !== undefined) for await (const piece of pieces(content)) parts.push(piece);
  t.deepEqual(Uint8Array.from(Buffer.concat(parts)), expected);
});

test('a million segments without content are a limit, soon', async (t) => {
  const empty = new Uint8Array(2_000_000).map((_, index) => (index % 2 === 0 ? 4 : 0));
  const bytes = segmented(
    Uint8Array.from(Buffer.concat([Buffer.from('2480', 'hex'), empty, Buffer.alloc(2)])),
  );
  const start = process.threadCpuUsage();
  t.is(await codeOf(bytes), 'limit');
  t.true(process.threadCpuUsage(start).user < 1e6, 'under a second of processor time');
});

test('segments nested over the limit are a limit', async (t) => {
  const bomb = new Uint8Array(1_000_000).map((_, index) => (index % 2 === 0 ? 0x24 : 0x80));
  t.is(await codeOf(segmented(bomb)), 'limit');
});

test('a text of over 16 MiB is a limit, undecoded', async (t) => {
  const source = virtual([new TextEncoder().encode('MIIB'), 17 * 1024 * 1024]);
  t.is(await codeOf(source), 'limit');
  t.true(source.touched() < 1024);
});
