import test from 'ava';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { forgeSigner } from '../../test-fixtures/samples/forge-cms.ts';
import { bytesSource } from '../byte-source.ts';
import { encodeSignedData } from './encode-signed-data.ts';
import { parseSignedData } from './parse-signed-data.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const pki = await createPki({ now: NOW });
const { key, certificate } = await pki.issue({ subject: { commonName: 'Иванов Иван' } });

/** The issuer as the signer writes it. */
async function issuerFrom(der: Uint8Array) {
  const issuer = { ...certificate.issuer, der };
  const signerInfo = await forgeSigner({ key, certificate, chain: [] }, der, NOW, {
    identified: { ...certificate, issuer },
  });
  const cms = encodeSignedData({
    contentType: '1.2.840.113549.1.7.1',
    certificates: [certificate],
    signerInfos: [signerInfo],
  });
  const { signerInfos, certificates } = await parseSignedData(bytesSource(cms));
  const [read] = signerInfos;
  if (read?.sid.kind !== 'issuer-and-serial') throw new Error('no issuer and serial number');
  return { named: read.sid.issuer, known: certificates[0]?.issuer };
}

test('a signer whose issuer is that of a certificate beside it to the octet names the same name', async (t) => {
  const { named, known } = await issuerFrom(certificate.issuer.der);
  t.is(named, known as typeof named);
});

test('its twin in BER, with a length in more octets than needed, names a name that says the same', async (t) => {
  const { der } = certificate.issuer;
  const [tag = 0, length = 0] = der;
  t.true(length === 0x81 || length < 0x80);
  const content = der.subarray(length === 0x81 ? 3 : 2);
  const ber = Uint8Array.of(tag, 0x82, 0, content.length, ...content);
  const { named, known } = await issuerFrom(ber);
  t.not(named, known as typeof named);
  t.deepEqual(named, known);
});
