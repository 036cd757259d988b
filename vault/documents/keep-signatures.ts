import type { Evidence } from '../../verify/process/evidence.ts';
import type { SignerReport } from '../../verify/report/report.ts';
import type { EvidenceBlob, SignatureRecord, StoredFile } from '../model/document.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { JudgedSignature } from './judge-document.ts';
import type { SignedFile } from './signed-file.ts';

/**
 * The records of judged signatures; everything that the judgement stood on is durable when this returns.
 * `fileOf` gives the stored signature file itself.
 */
export async function keepSignatures<F extends SignedFile>(
  judged: readonly JudgedSignature<F>[],
  fileOf: (file: F) => Promise<StoredFile>,
  store: { readonly blobs: Blobs; readonly ownerId: string },
): Promise<readonly SignatureRecord[]> {
  return Promise.all(
    judged.map(async ({ file, report, evidence }) => {
      const [stored, reportBlob, evidenceBlobs] = await Promise.all([
        fileOf(file),
        store.blobs.put(store.ownerId, new TextEncoder().encode(JSON.stringify(report))),
        keepEvidence(evidence, store),
      ]);
      const worst = worstOf(report.signatures);
      return {
        file: stored,
        indication: worst.indication,
        signers: report.signatures.flatMap(({ signer }) => (signer ? [signerName(signer)] : [])),
        ...(worst.subIndication === undefined ? {} : { subIndication: worst.subIndication }),
        report: reportBlob,
        evidence: evidenceBlobs,
      };
    }),
  );
}

function signerName({
  surname,
  givenName,
  commonName,
  subject,
  organization,
}: SignerReport): string {
  const person = [surname, givenName].filter(Boolean).join(' ') || commonName || subject;
  const whole = organization === undefined ? person : `${person}, ${organization}`;
  return whole.toWellFormed();
}

const RANK = { 'TOTAL-FAILED': 0, INDETERMINATE: 1, 'TOTAL-PASSED': 2 } as const;
type Judged = JudgedSignature['report']['signatures'][number];

/** A file with several signatures is as good as its worst. */
function worstOf(signatures: readonly Judged[]): Pick<Judged, 'indication' | 'subIndication'> {
  return signatures.reduce<Pick<Judged, 'indication' | 'subIndication'>>(
    (worst, each) => (RANK[each.indication] < RANK[worst.indication] ? each : worst),
    signatures[0] ?? { indication: 'TOTAL-FAILED' },
  );
}

async function keepEvidence(
  evidence: Evidence,
  store: { readonly blobs: Blobs; readonly ownerId: string },
): Promise<readonly EvidenceBlob[]> {
  const all = [
    ...evidence.certificates.map(({ der }) => ({ kind: 'certificate' as const, der })),
    ...evidence.crls.map(({ der }) => ({ kind: 'crl' as const, der })),
    ...evidence.ocspResponses.map(({ der }) => ({ kind: 'ocsp' as const, der })),
  ];
  return Promise.all(
    all.map(async ({ kind, der }) => ({ kind, ...(await store.blobs.put(store.ownerId, der)) })),
  );
}
