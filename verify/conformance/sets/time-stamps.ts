// RFC 3161 responses of public services, with an injected certificate, a broken and an expired one.
import type { Algorithms } from '../../../algorithms/registry.ts';
import { equalBytes } from '../../../formats/equal-bytes.ts';
import { parseTimeStampResponse } from '../../../formats/tsp/response.ts';
import { parseTimeStampToken } from '../../../formats/tsp/token.ts';
import type { Certificate } from '../../../formats/x509/certificate.ts';
import { certificatesIn } from '../../../formats/x509/certificate-files.ts';
import { nameToText } from '../../../formats/x509/name.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { validateTimeStamp } from '../../process/time-stamp/validate-time-stamp.ts';
import type { CaseAnswer, ConformanceCase, ConformanceSet } from '../conformance-set.ts';
import type { CorpusFolder } from '../corpus-folder.ts';

interface Row {
  readonly file: string;
  readonly chain: string;
  readonly expected: string;
}

const OVER = new TextEncoder().encode('hello');
const TWENTY_YEARS = 20 * 365 * 24 * 60 * 60 * 1000;

/** One case a row; of the one that expires, a second at a time after that. */
export function timeStamps(folder: CorpusFolder, algorithms: Algorithms): ConformanceSet {
  const cases = folder.rows<Row>('rfc3161.jsonl').flatMap((row): readonly ConformanceCase[] => {
    const judging = { folder, algorithms };
    const valid = row.expected !== 'invalid';
    const one = {
      id: row.file,
      expected: valid ? ('valid' as const) : ('invalid' as const),
      judge: () => judge(row, judging),
    };
    if (!row.expected.includes('after expiry')) return [one];
    const late = { ...judging, after: TWENTY_YEARS };
    const expired = () => judge(row, late);
    return [one, { id: `${row.file}, expired`, expected: 'invalid', judge: expired }];
  });
  return { name: 'RFC 3161', cases };
}

interface Judging {
  readonly folder: CorpusFolder;
  readonly algorithms: Algorithms;
  /** Milliseconds after the time of the token. */
  readonly after?: number;
}

/** The anchor is the root alone: what else is in the chain file is a hint. No vector has revocation data. */
async function judge(row: Row, { folder, algorithms, after = 0 }: Judging): Promise<CaseAnswer> {
  const { token = new Uint8Array() } = parseTimeStampResponse(folder.bytes(row.file));
  const { info } = await parseTimeStampToken(token);
  const certificates = certificatesIn(folder.bytes(row.chain));
  const time = new Date(info.genTime.getTime() + after);
  const { outcome, signature } = await validateTimeStamp(
    { kind: 'signature-time-stamp', token, over: OVER },
    {
      trust: certificates.filter(isRoot).map((certificate) => ({ certificate })),
      evidence: { certificates, crls: [], ocspResponses: [] },
      policy: { ...defaultPolicy, requireRevocation: false },
      algorithms,
      control: { time, source: 'validation-time' },
      validationTime: time,
      evidenceTime: time,
      fileTime: time,
    },
  );
  // The vector that expires is over other octets: its token alone is asked about.
  const told = row.expected.includes('after expiry') ? signature?.outcome : outcome;
  const signer = signature?.certificate;
  // A certificate that somebody put into the token is not whom the report may name as the TSA.
  const known =
    !row.expected.includes('injected') ||
    certificates.some(({ der }) => signer && equalBytes(der, signer.der));
  const wrong = row.expected === 'invalid' && told?.subIndication !== 'SIG_CRYPTO_FAILURE';
  return {
    accepted: told?.indication === 'PASSED' && known,
    reason: told?.reason?.code ?? 'passed',
    ...(wrong ? { otherReason: true } : {}),
  };
}

function isRoot({ subject, issuer }: Certificate): boolean {
  return nameToText(subject) === nameToText(issuer);
}
