import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { basicConstraints, forgeCertificate, newKeys } from '../../test-fixtures/chains/forge.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { responderUrls } from '../../test-fixtures/pki/responder.ts';
import { head } from '../../test-fixtures/pki/subjects.ts';
import { onlineEvidence } from '../../verify/fetching/online-evidence.ts';
import { anchoredLinks, type LinkRequest } from './anchored-links.ts';
import { gatherEvidence } from './gather-evidence.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const [rootKeys, caKeys, signerKeys, otherKeys] = [newKeys(), newKeys(), newKeys(), newKeys()];
const ca = [basicConstraints()];
const under = (issuer: string, issuerKeys: typeof rootKeys) => ({ issuer, issuerKeys });
const root = forgeCertificate({
  subject: 'root',
  keys: rootKeys,
  ...under('root', rootKeys),
  extensions: ca,
});
const issuing = { subject: 'ca', keys: caKeys, ...under('root', rootKeys), extensions: ca };
const authority = forgeCertificate(issuing);
const twin = forgeCertificate({ ...issuing, serial: 2 });
const leaf = { subject: 'signer', keys: signerKeys, ...under('ca', caKeys) };
const signer = forgeCertificate(leaf);

async function links(request: Partial<LinkRequest>) {
  const defaults = { signers: [signer], certificates: [authority], anchors: [root], algorithms };
  const found = await anchoredLinks({ ...defaults, ...request });
  return found.map(({ certificate, issuer }) => [certificate, issuer]);
}

test('each certificate up to the anchor with the issuer that signed it', async (t) => {
  t.deepEqual(await links({}), [
    [signer, authority],
    [authority, root],
  ]);
  t.deepEqual(await links({ certificates: [authority, root] }), await links({}));
});

test('two certificates of one issuer are two ways', async (t) => {
  t.deepEqual(await links({ certificates: [authority, twin] }), [
    [signer, authority],
    [signer, twin],
    [authority, root],
    [twin, root],
  ]);
});

test('authorities that certify each other are gone through once', async (t) => {
  const back = forgeCertificate({
    ...{ subject: 'root', keys: rootKeys },
    ...{ ...under('ca', caKeys), extensions: ca },
  });
  t.deepEqual(await links({ certificates: [authority, back] }), [
    [signer, authority],
    [authority, root],
    [authority, back],
    [back, authority],
  ]);
});

const nowhere: readonly (readonly [string, Partial<LinkRequest>])[] = [
  ['the chain is not at hand', { certificates: [] }],
  ['no anchor is trusted', { anchors: [] }],
  [
    'the anchor has the name only',
    { anchors: [forgeCertificate({ ...issuing, subject: 'root', ...under('root', otherKeys) })] },
  ],
  [
    'the issuer has the name only: the signer is self-made',
    { signers: [forgeCertificate({ ...leaf, issuerKeys: otherKeys })] },
  ],
  [
    'the authority is self-made under the name of the anchor',
    { certificates: [forgeCertificate({ ...issuing, issuerKeys: otherKeys })] },
  ],
  [
    'the issuer is no authority (its twin is one)',
    { certificates: [forgeCertificate({ ...issuing, extensions: [] })] },
  ],
  [
    'the issuer has a basicConstraints that cannot be read',
    { certificates: [forgeCertificate({ ...issuing, extensions: [brokenConstraints()] })] },
  ],
  ['the signer is the anchor', { signers: [root] }],
];

/** RFC 5280 §4.2.1.9 with an OCTET STRING where the SEQUENCE should be. */
function brokenConstraints(): Uint8Array {
  const [good] = ca;
  const bytes = Uint8Array.from(good ?? []);
  bytes[bytes.lastIndexOf(0x30)] = 0x04;
  return bytes;
}

for (const [because, request] of nowhere) {
  test(`nothing leads anywhere: ${because}`, async (t) => {
    t.deepEqual(await links(request), []);
  });
}

test('look-alikes without number cost a bounded number of verifications', async (t) => {
  const forged = Array.from({ length: 400 }, (_, serial) =>
    forgeCertificate({ ...issuing, serial, issuerKeys: otherKeys }),
  );
  let verified = 0;
  const counting = {
    ...algorithms,
    signature: (oid: string) => {
      verified += 1;
      return algorithms.signature(oid);
    },
  };
  t.deepEqual(await links({ certificates: forged, algorithms: counting }), []);
  t.true(verified <= 128, String(verified));
});

test('a self-made certificate that names an address causes no request', async (t) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const urls = responderUrls(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const now = new Date('2026-03-10T09:00:00.000Z');
  // The same names in both, so that the keys alone tell them apart.
  const trusted = await createPki({ now, urls });
  const stranger = await createPki({ now, urls });
  const source = onlineEvidence({ algorithms, allowPrivate: true });
  const trust = [{ certificate: trusted.root }];
  const gather = async (certificate: Certificate, chain: readonly Certificate[]) => {
    const signature = { signers: [certificate], certificates: [certificate, ...chain] };
    await gatherEvidence(signature, { trust, source, algorithms });
    return asked.splice(0);
  };
  const foreign = await stranger.issue({ subject: head });
  t.deepEqual(await gather(foreign.certificate, []), []);
  t.deepEqual(await gather(foreign.certificate, [stranger.issuer, stranger.root]), []);
  t.deepEqual(await gather(foreign.certificate, [trusted.issuer]), []);
  const own = await trusted.issue({ subject: head });
  t.true((await gather(own.certificate, [trusted.issuer])).includes('/issuing.crl'));
});
