// What could not be computed is not verified, and nothing that is proven of the past makes it good.
import test from 'ava';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import {
  AlgorithmError,
  type AlgorithmProvider,
  type SignatureAlgorithm,
} from '../../../algorithms/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { addArchiveTimeStamp } from '../../../signing/cades/add-archive-time-stamp.ts';
import { addTimeStamp } from '../../../signing/cades/add-time-stamp.ts';
import { counterSign } from '../../../signing/cades/counter-sign.ts';
import { rewriteSignedData } from '../../../signing/cades/rewrite-signed-data.ts';
import { signCades } from '../../../signing/cades/sign-cades.ts';
import { createPki, type TestIdentity } from '../../../test-fixtures/pki/create-pki.ts';
import { testTimeStamper } from '../../../test-fixtures/pki/time-stamp-service.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import type { Policy } from '../../policy/policy.ts';
import type { SignatureReport } from '../../report/report.ts';
import { mainIndication } from '../main-indication.ts';
import { validateSignatures } from '../validate-signatures.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const START = new Date('2026-03-01T10:00:00Z');
const hours = (count: number) => new Date(START.getTime() + count * 3_600_000);
const text = new TextEncoder().encode('Договор № 8 от 1 марта 2026 г.');
const content = bytesSource(text);

// Authorities and one TSA by RSA; signers, and the other TSA, by elliptic curves.
const pki = await createPki({ now: START, caKey: 'rsa' });
const stamping = { extendedKeyUsage: [OID.kpTimeStamping], extendedKeyUsageCritical: true };
const [signer, notary, rsaTsa, ecTsa] = await Promise.all([
  pki.issue({ subject: { commonName: 'Иванов Иван' }, key: 'ec' }),
  pki.issue({ subject: { commonName: 'Петров Пётр' }, key: 'rsa' }),
  pki.issue({ subject: { commonName: 'ТЕСТ Штампы' }, key: 'rsa', ...stamping }),
  pki.issue({ subject: { commonName: 'ТЕСТ Штампы на кривой' }, key: 'ec', ...stamping }),
]);

const lists = async (at: Date) => [
  parseCrl(await pki.crl(at)),
  parseCrl(await pki.crl(at, { of: 'root' })),
];
const before = await lists(hours(10));
pki.revoke(signer.certificate, hours(5));
const revoked = await lists(hours(10));

function client(identity: TestIdentity, at: Date) {
  return testTimeStamper({ identity, now: () => at, algorithms });
}

function signed(identity: TestIdentity): Promise<Uint8Array> {
  return signCades({
    ...{ content, detached: true, identities: [identity] },
    ...{ signingTime: START, digest: algorithms },
  });
}

function archived(cms: Uint8Array): Promise<Uint8Array> {
  return addArchiveTimeStamp(cms, {
    client: client(rsaTsa, hours(6)),
    ...{ algorithms, digestOid: OID.sha256, content },
  });
}

/** The value of the signature with its last bit changed. */
function broken(cms: Uint8Array): Promise<Uint8Array> {
  return rewriteSignedData(cms, () => ({
    signerInfo: async ({ signature, ...info }) => ({
      ...info,
      signature: signature.map((octet, at) => (at === signature.length - 1 ? octet ^ 1 : octet)),
    }),
  }));
}

function withTokenThatIsNone(cms: Uint8Array): Promise<Uint8Array> {
  const none = { oid: OID.archiveTimeStampV3, values: [Uint8Array.of(0x30, 0)] };
  return rewriteSignedData(cms, () => ({
    signerInfo: async ({ unsignedAttributes = [], ...info }) => ({
      ...info,
      unsignedAttributes: [...unsignedAttributes, none],
    }),
  }));
}

const isEcdsa = ({ name }: SignatureAlgorithm) => name === 'ecdsa';
const unusable: SignatureAlgorithm['verify'] = () => {
  throw new AlgorithmError('unsupported-key', 'ecdsa', 'a curve that nobody knows');
};

/** Why signatures over elliptic curves cannot be computed here. */
const HINDRANCES: Record<string, AlgorithmProvider> = {
  'no provider has the algorithm': {
    ...nodeCrypto,
    signatures: nodeCrypto.signatures.filter((one) => !isEcdsa(one)),
  },
  'the key cannot be used': {
    ...nodeCrypto,
    signatures: nodeCrypto.signatures.map((one) =>
      isEcdsa(one) ? { ...one, verify: unusable } : one,
    ),
  },
};

const LOOSE: Policy = {
  ...defaultPolicy,
  levels: { ...defaultPolicy.levels, 'signature-algorithms': 'warn' },
};

async function judge(
  cms: Uint8Array,
  { provider = nodeCrypto, policy = defaultPolicy, crls = before } = {},
): Promise<SignatureReport> {
  const { signatures } = await validateSignatures({
    signature: { name: 'a.p7s', source: bytesSource(cms) },
    content: { name: 'a', source: content },
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [], crls, ocspResponses: [] },
    policy,
    time: hours(20),
    algorithms: algorithmsOf([provider]),
  });
  const [report] = signatures;
  if (report === undefined) throw new Error('no signature');
  return report;
}

const plain = await signed(signer);
const FILES: Record<string, Uint8Array> = {
  'under an archive time-stamp': await archived(plain),
  'under a token that is none': await withTokenThatIsNone(plain),
  'with another value, under an archive time-stamp': await archived(await broken(plain)),
  'with another value, under a token that is none': await withTokenThatIsNone(await broken(plain)),
};

for (const [hindrance, provider] of Object.entries(HINDRANCES)) {
  for (const [what, cms] of Object.entries(FILES)) {
    for (const policy of [defaultPolicy, LOOSE]) {
      const name =
        policy === LOOSE ? 'a policy that only warns of algorithms' : 'the default policy';
      test(`${hindrance}: a signature ${what}, is not called good by ${name}`, async (t) => {
        const report = await judge(cms, { provider, policy });
        t.is(report.indication, 'INDETERMINATE');
        t.is(report.subIndication, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE');
        t.false(report.cryptographicallyValid);
        t.deepEqual(report.signedContent, []);
      });
    }
  }

  test(`${hindrance}: a counter-signature is not called good by what is proven of the signature`, async (t) => {
    const cms = await archived(
      await counterSign(await signed(notary), {
        ...{ identity: signer, signingTime: START, digest: algorithms },
      }),
    );
    const good = await judge(cms);
    t.is(good.counterSignatures?.[0]?.indication, 'TOTAL-PASSED');
    const report = await judge(cms, { provider });
    t.is(report.indication, 'TOTAL-PASSED');
    t.is(report.counterSignatures?.[0]?.indication, 'INDETERMINATE');
  });

  test(`${hindrance}: a time-stamp proves nothing, whatever lies over it`, async (t) => {
    const stamped = await addTimeStamp(plain, client(ecTsa, hours(1)));
    const cms = await archived(stamped);
    // The twin: the token is verified, and is from before the revocation.
    const good = await judge(cms, { crls: revoked });
    t.is(good.indication, 'TOTAL-PASSED');
    t.is(good.bestSignatureTime, hours(1).toISOString());
    const report = await judge(cms, { provider, crls: revoked });
    t.not(report.indication, 'TOTAL-PASSED');
    for (const { kind, indication } of report.timestamps) {
      if (kind === 'signature-time-stamp') t.is(indication, 'INDETERMINATE');
    }
    t.not(report.bestSignatureTime, hours(1).toISOString());
  });
}

test('the twins: with all algorithms at hand the right value passes, the other fails', async (t) => {
  for (const [what, cms] of Object.entries(FILES)) {
    const { indication } = await judge(cms);
    t.is(indication, what.includes('another value') ? 'TOTAL-FAILED' : 'TOTAL-PASSED', what);
  }
});

test('a signature that nobody verified cannot be reported as good', (t) => {
  t.is(mainIndication({ indication: 'PASSED' }, true), 'TOTAL-PASSED');
  t.throws(() => mainIndication({ indication: 'PASSED' }, false), { instanceOf: RangeError });
  t.is(mainIndication({ indication: 'FAILED' }, false), 'TOTAL-FAILED');
});
