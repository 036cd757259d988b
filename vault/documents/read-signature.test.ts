import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { addTimeStamp } from '../../signing/cades/add-time-stamp.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { testTimeStamper } from '../../test-fixtures/pki/time-stamp-service.ts';
import { readSignature } from './read-signature.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const algorithms = algorithmsOf([nodeCrypto]);

test('evidence is asked for the signer, and for who has stamped the signature', async (t) => {
  const pki = await createPki({ now: NOW });
  const signer = await pki.issue({ subject: { commonName: 'Иванов' } });
  const tsa = await pki.issue({
    subject: { commonName: 'ТЕСТ Служба штампов' },
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
  });
  const cms = await addTimeStamp(
    await signCades({
      content: bytesSource(Uint8Array.of(1)),
      detached: true,
      identities: [signer],
      signingTime: NOW,
      digest: algorithms,
    }),
    testTimeStamper({ identity: tsa, now: () => NOW, algorithms }),
  );
  const read = await readSignature({ name: 'a.p7s', source: bytesSource(cms) }, { algorithms });
  if (read instanceof Error) return t.fail(read.message);
  t.is(read.signatures, 1);
  t.deepEqual(read.contentTypes, [OID.data]);
  const asked = read.signers.map(({ der }) => Buffer.from(der).toString('hex'));
  for (const { certificate } of [signer, tsa]) {
    t.true(asked.includes(Buffer.from(certificate.der).toString('hex')));
  }
});
