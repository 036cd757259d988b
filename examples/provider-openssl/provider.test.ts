import { fileURLToPath } from 'node:url';
import { checkConformance } from '../../algorithms/conformance.ts';
import { generateGostKey, importGostPrivateKey } from '../../algorithms/gost/private-key.ts';
import { loadProvider } from '../../algorithms/load-provider.ts';
import { AlgorithmError } from '../../algorithms/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { testWithGost } from '../../test-fixtures/peers/gost-openssl.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));

testWithGost('the example provider is loaded by its path and passes the suite', async (t) => {
  const { findings, covered } = await checkConformance(await loadProvider('./provider.ts', FOLDER));
  t.deepEqual(findings, []);
  t.deepEqual([...covered], ['streebog256', 'streebog512', 'gost2012-256', 'gost2012-512']);
});

testWithGost('the example provider keeps keys of other sizes apart', async (t) => {
  const key = importGostPrivateKey(generateGostKey({ bits: 512, random }));
  const data = new TextEncoder().encode('данные');
  const request = { publicKey: key.publicKey, data, signature: key.sign(data, random) };
  const algorithms = algorithmsOf([await loadProvider('./provider.ts', FOLDER)]);
  const ask = (oid: string) =>
    algorithms.signature(oid)?.verify({ ...request, algorithm: { oid } });
  t.true(await ask('1.2.643.7.1.1.3.3'));
  await t.throwsAsync(async () => ask('1.2.643.7.1.1.3.2'), { instanceOf: AlgorithmError });
});
