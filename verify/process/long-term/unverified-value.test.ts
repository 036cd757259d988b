// EN 319 102-1 §5.6.2.4 step 4 answers that an algorithm has ended, never that nobody could verify the value.
import test from 'ava';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { AlgorithmError, type AlgorithmProvider } from '../../../algorithms/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { encodeSignedData } from '../../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import { equalBytes } from '../../../formats/equal-bytes.ts';
import type { TestIdentity } from '../../../test-fixtures/pki/create-pki.ts';
import { flipLastBit } from '../../../test-fixtures/samples/forge-cms.ts';
import { addStamp, archiveV2 } from '../cms/archive-stamps.fixture.ts';
import { complete, ended, judgeOn, lasting, signer, stamper, text } from './archived.fixture.ts';

/** As a provider without the curve of this key answers. */
function unableTo(verifyWith: TestIdentity) {
  const without: AlgorithmProvider = {
    ...nodeCrypto,
    signatures: nodeCrypto.signatures.map((scheme) => ({
      ...scheme,
      verify: (request) => {
        if (equalBytes(request.publicKey, verifyWith.certificate.publicKey.der)) {
          throw new AlgorithmError('unsupported-key', scheme.name, 'a curve that is not here');
        }
        return scheme.verify(request);
      },
    })),
  };
  return { algorithms: algorithmsOf([without]) };
}

const archive = (cms: Uint8Array) =>
  addStamp(cms, {
    client: stamper(lasting, 2),
    type: OID.archiveTimeStampV2,
    make: archiveV2('tagged', text),
  });

async function withWrongValue(cms: Uint8Array): Promise<Uint8Array> {
  const { content: _, signerInfos, ...parsed } = await parseSignedData(bytesSource(cms));
  const wrong = signerInfos.map((info) => ({ ...info, signature: flipLastBit(info.signature) }));
  return encodeSignedData({ ...parsed, signerInfos: wrong });
}

test('a value that nobody could verify is not proven good by the past; its twin is verified', async (t) => {
  const forged = await archive(await complete({ change: withWrongValue }));
  t.is((await judgeOn(5, forged)).signature.indication, 'TOTAL-FAILED', 'where the curve is known');
  const { signature } = await judgeOn(5, forged, unableTo(signer));
  t.is(signature.indication, 'INDETERMINATE', JSON.stringify(signature.reason));
  t.is(signature.subIndication, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE');
  t.false(signature.cryptographicallyValid);
  const good = await archive(await complete());
  t.is((await judgeOn(5, good)).signature.indication, 'TOTAL-PASSED');
  t.is((await judgeOn(5, good, unableTo(signer))).signature.indication, 'INDETERMINATE');
});

test('a token whose value nobody could verify is proven by none', async (t) => {
  const cms = await archive(await complete());
  const { signature } = await judgeOn(40, cms, unableTo(ended));
  const stamp = signature.timestamps.find(({ kind }) => kind === 'signature-time-stamp');
  t.is(stamp?.indication, 'INDETERMINATE', JSON.stringify(stamp?.reason));
  const twin = await judgeOn(40, cms);
  t.is(twin.signature.bestSignatureTime < signature.bestSignatureTime, true);
});
