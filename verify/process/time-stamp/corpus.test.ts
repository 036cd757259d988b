import { readFile } from 'node:fs/promises';
import test from 'ava';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { equalBytes } from '../../../formats/equal-bytes.ts';
import { parseTimeStampResponse } from '../../../formats/tsp/response.ts';
import { parseTimeStampToken } from '../../../formats/tsp/token.ts';
import type { Certificate } from '../../../formats/x509/certificate.ts';
import { certificatesIn } from '../../../formats/x509/certificate-files.ts';
import { nameToText } from '../../../formats/x509/name.ts';
import { corpora } from '../../../test-fixtures/peers/corpora.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { validateTimeStamp } from './validate-time-stamp.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const NO_EVIDENCE = { certificates: [], crls: [], ocspResponses: [] };
const hello = new TextEncoder().encode('hello');
const DAY = 24 * 60 * 60 * 1000;

interface Line {
  readonly file: string;
  readonly chain: string;
  readonly expected: string;
}

const isRoot = (certificate: Certificate) =>
  nameToText(certificate.subject) === nameToText(certificate.issuer);

/** The anchor is the root alone: what else is in the chain file is a hint. No vector has revocation data. */
async function judge({ file, chain }: Line, after = 0) {
  const base = corpora ?? new URL('.', import.meta.url);
  const { token = new Uint8Array() } = parseTimeStampResponse(await readFile(new URL(file, base)));
  const { info } = await parseTimeStampToken(token);
  const certificates = certificatesIn(await readFile(new URL(chain, base)));
  const time = new Date(info.genTime.getTime() + after);
  const judgement = await validateTimeStamp(
    { kind: 'signature-time-stamp', token, over: hello },
    {
      trust: certificates.filter(isRoot).map((certificate) => ({ certificate })),
      evidence: { ...NO_EVIDENCE, certificates },
      policy: { ...defaultPolicy, requireRevocation: false },
      algorithms,
      control: { time, source: 'validation-time' },
      validationTime: time,
      evidenceTime: time,
      fileTime: time,
    },
  );
  const signer = judgement.signature?.certificate;
  // Known from outside, so it is none that somebody put into the token.
  const known = certificates.some(({ der }) => signer && equalBytes(der, signer.der));
  return { ...judgement, known };
}

const lines =
  corpora === undefined
    ? []
    : (await readFile(new URL('rfc3161.jsonl', corpora), 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line);
if (corpora === undefined) test.skip('tokens of public services (needs the corpora)', () => {});
else test('all nine vectors are looked at', (t) => t.is(lines.length, 9));

for (const line of lines) {
  test(`${line.file}: ${line.expected}`, async (t) => {
    const { outcome, signature, known } = await judge(line);
    switch (line.expected) {
      case 'valid':
        t.is(outcome.indication, 'PASSED', JSON.stringify(outcome));
        break;
      case 'invalid':
        t.is(outcome.indication, 'FAILED');
        t.is(outcome.subIndication, 'SIG_CRYPTO_FAILURE');
        break;
      case 'valid at genTime, invalid when judged after expiry': {
        t.is(signature?.outcome.indication, 'PASSED', JSON.stringify(signature?.outcome));
        const late = await judge(line, 20 * 365 * DAY);
        t.is(late.signature?.outcome.indication, 'INDETERMINATE');
        t.is(outcome.subIndication, 'HASH_FAILURE', 'it is over other octets');
        break;
      }
      default:
        // The certificate put into the bag is not whom the report names as the TSA.
        t.true(known, 'the signer is the TSA of the chain');
        t.is(outcome.indication, 'PASSED', JSON.stringify(outcome));
    }
  });
}
