// The examples of tc26 (R 1323565.1.025-2019) and of keys that others made.
import { readFile } from 'node:fs/promises';
import test from 'ava';
import { derReader } from '../../formats/asn1/decode.ts';
import { contextConstructed, TAG } from '../../formats/asn1/tags.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import { parseCertificate } from '../../formats/x509/parse-certificate.ts';
import { pemBlocks } from '../../formats/x509/pem.ts';
import { corpora } from '../../test-fixtures/peers/corpora.ts';
import type { VerifyRequest } from '../provider.ts';
import { algorithmsOf } from '../registry.ts';
import { gost } from './provider.ts';

const corpusTest = corpora === undefined ? test.skip : test;
const algorithms = algorithmsOf([gost]);

async function file(name: string): Promise<Uint8Array> {
  const bytes = await readFile(new URL(`gost/${name}`, corpora));
  const [block] = name.endsWith('.pem') ? pemBlocks(bytes.toString('latin1')) : [];
  return block?.der ?? new Uint8Array(bytes);
}

const verify = (request: VerifyRequest) =>
  algorithms.signature(request.algorithm.oid)?.verify(request);

for (const name of ['root256', 'sender256', 'sender512', 'recipient256', 'recipient512']) {
  corpusTest(`tc26: the certificate ${name} is signed by root256`, async (t) => {
    const { publicKey } = parseCertificate(await file('root256_cert.pem'));
    const { tbs, signature, signatureAlgorithm } = parseCertificate(await file(`${name}_cert.pem`));
    const request = {
      publicKey: publicKey.der,
      algorithm: signatureAlgorithm,
      data: tbs,
      signature,
    };
    t.true(await verify(request));
    t.false(
      await verify({ ...request, data: tbs.map((octet, at) => (at === 50 ? octet ^ 1 : octet)) }),
    );
  });
}

corpusTest('tc26 A.1.1.1: SignedData with attributes, 512 bits', async (t) => {
  const { certificates, content, signerInfos } = await parseSignedData(
    bytesSource(await file('signed_a111.pem')),
  );
  const [signer] = signerInfos;
  const attributes = signer?.signedAttributes;
  if (!signer || !attributes || !content || !certificates[0]) throw new Error('not as expected');
  const document = await content.read(0, content.size);
  const digest = await algorithms.digest(signer.digestAlgorithm.oid)?.digest(document);
  const request = {
    publicKey: certificates[0].publicKey.der,
    algorithm: signer.signatureAlgorithm,
    digestOid: signer.digestAlgorithm.oid,
    data: attributes.signedBytes,
    signature: signer.signature,
  };
  t.true(await verify(request));
  t.true(Buffer.from(attributes.signedBytes).includes(Buffer.from(digest ?? [1])));
  t.false(await verify({ ...request, data: document }));
});

corpusTest('tc26 A.1.2.1: SignedData without attributes, 256 bits', async (t) => {
  const { certificates, content, signerInfos } = await parseSignedData(
    bytesSource(await file('signed_a121.pem')),
  );
  const [signer] = signerInfos;
  if (!signer || !content || !certificates[0]) throw new Error('not as expected');
  t.is(signer.signedAttributes, undefined);
  const request = {
    publicKey: certificates[0].publicKey.der,
    algorithm: signer.signatureAlgorithm,
    digestOid: signer.digestAlgorithm.oid,
    data: await content.read(0, content.size),
    signature: signer.signature,
  };
  t.true(await verify(request));
  t.false(await verify({ ...request, data: request.data.subarray(1) }));
});

for (const name of ['hashed_a311.pem', 'hashed_a321.pem']) {
  corpusTest(`tc26: DigestedData ${name}`, async (t) => {
    // RFC 5652 §7: SEQUENCE { version, digestAlgorithm, encapContentInfo, digest }.
    const info = derReader(await file(name), 'ContentInfo').enter(TAG.sequence);
    t.is(info.oid(), '1.2.840.113549.1.7.5');
    const data = info.enter(contextConstructed(0)).enter(TAG.sequence);
    data.smallInteger();
    const digestOid = data.enter(TAG.sequence).oid();
    const encapsulated = data.enter(TAG.sequence);
    encapsulated.oid();
    const content = encapsulated.enter(contextConstructed(0)).octetString();
    t.deepEqual(await algorithms.digest(digestOid)?.digest(content), data.octetString());
  });
}

for (const [name, oid, octets] of [
  ['gost-2001-cert.der', '1.2.643.2.2.3', 64],
  ['gost-2012-256-cert.der', '1.2.643.7.1.1.3.2', 64],
  ['gost-2012-512-cert.der', '1.2.643.7.1.1.3.3', 128],
] as const) {
  corpusTest(`xmlsec: the key of ${name} is one that we take`, async (t) => {
    const { publicKey } = parseCertificate(await file(name));
    const signature = new Uint8Array(octets).fill(1);
    const data = new Uint8Array();
    t.false(await verify({ publicKey: publicKey.der, algorithm: { oid }, data, signature }));
  });
}
