import type { Algorithms } from '../../../algorithms/registry.ts';
import type { Certificate } from '../../../formats/x509/certificate.ts';
import { nameToText } from '../../../formats/x509/name.ts';
import { fingerprint } from '../../certificates/russian-fields.ts';
import type { PathResult } from '../../path/path-result.ts';
import { validateCertificate } from '../../path/validate-certificate.ts';
import type { Evidence, EvidenceSource } from '../../process/evidence.ts';
import type { FetchingRemarks } from '../../report/fetching-words.ts';
import type {
  BlockIndication,
  CertificateReport,
  Reason,
  SubIndication,
} from '../../report/report.ts';
import { trustOfCase } from '../anchors/case-trust.ts';
import { BadCaseError } from '../batch/bad-case.ts';
import { badFile, type MaterialFiles, type Unreadable } from '../batch/material-files.ts';
import { CERTIFICATES, CRLS, OCSP } from '../material/kinds.ts';
import { crlEvidence } from '../material/read-crls.ts';
import type { PathCase } from './path-case.ts';

/** One certificate of a path, leaf first. */
export interface PathStep extends Omit<CertificateReport, 'role'> {
  readonly role: 'leaf' | 'ca' | 'trust-anchor';
  /** ISO 8601 UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
}

/** A path that was tried and fell. */
export interface FallenPath {
  /** Subjects, leaf first. */
  readonly path: readonly string[];
  readonly reason: Reason;
}

export interface PathAnswer extends FetchingRemarks {
  readonly id: string | number | null;
  readonly indication: BlockIndication;
  readonly subIndication?: SubIndication;
  readonly reason: Reason;
  readonly path: readonly PathStep[];
  readonly tried: readonly FallenPath[];
  /** How many more fell. */
  readonly notTold?: number;
  /** Files that were named and cannot be read as what they should be: left out, and said. */
  readonly unreadable?: readonly Unreadable[];
  /** ISO 8601 UTC. */
  readonly at: string;
}

export interface PathJudge {
  readonly algorithms: Algorithms;
  readonly files: MaterialFiles;
  readonly now: () => Date;
  /** Where what is missing is fetched from; absent: nowhere. */
  readonly online?: EvidenceSource;
}

/** Builds and validates the path of one case. Rejects with BadCaseError when its files cannot be read. */
export async function judgePathCase(asked: PathCase, judge: PathJudge): Promise<PathAnswer> {
  const { id, params } = asked;
  const unreadable: Unreadable[] = [];
  const { files } = judge;
  const context = { id, unreadable, spent: new Map<string, number>() };
  const notLeaf: Unreadable[] = [];
  const leaves = await files.readFile(CERTIFICATES, asked.leaf, {
    ...context,
    unreadable: notLeaf,
  });
  const trust = await trustOfCase(asked, files, context);
  const evidence = {
    certificates: await files.read(CERTIFICATES, asked.certificates, context),
    ...crlEvidence(await files.read(CRLS, asked.crls, context)),
    ocspResponses: await files.read(OCSP, asked.ocsp, context),
  };
  const more = unreadable.length === 0 ? {} : { unreadable };
  const [leaf] = leaves;
  let at = asked.at ?? judge.now();
  if (leaf === undefined) {
    return { id, at: at.toISOString(), ...unreadableLeaf(notLeaf, id), ...more };
  }
  const decide = (known: Evidence) => {
    // What was fetched meanwhile is of a later time than the one before; a time that was asked for stays.
    at = asked.at ?? judge.now();
    return validateCertificate({
      leaf,
      trust,
      purpose: 'any',
      evidence: known,
      at,
      algorithms: judge.algorithms,
      leafValidity: 'check',
      requireRevocation: asked.requireRevocation,
      ...params,
    });
  };
  // Certificates beside the leaf in its file are hints like any other.
  const known = { ...evidence, certificates: [...leaves.slice(1), ...evidence.certificates] };
  const decided = decideWith(known, decide, judge.online);
  const { result, failures, withoutNonce } = await decided.catch((error: unknown) => {
    // A list that stays on the disk is read while the case is judged.
    files.forgetOpened();
    throw badFile(error, 'crls', id);
  });
  return {
    id,
    at: at.toISOString(),
    ...(await answerOf(result, judge.algorithms)),
    ...more,
    ...(failures.length === 0 ? {} : { notFetched: failures }),
    ...(withoutNonce.length === 0 ? {} : { withoutNonce }),
  };
}

interface Decided {
  readonly result: PathResult;
  readonly failures: readonly { readonly url: string; readonly reason: string }[];
  readonly withoutNonce: readonly string[];
}

async function decideWith(
  known: Evidence,
  decide: (evidence: Evidence) => Promise<PathResult>,
  online: EvidenceSource | undefined,
): Promise<Decided> {
  if (online === undefined) {
    return { result: await decide(known), failures: [], withoutNonce: [] };
  }
  const { decideOnline } = await import('../../fetching/decide-online.ts');
  return decideOnline(known, decide, online);
}

function unreadableLeaf([why]: readonly Unreadable[], id: PathCase['id']) {
  if (why === undefined) {
    throw new BadCaseError('no-certificate', 'the file of the leaf holds no certificate', id);
  }
  return {
    indication: 'FAILED',
    subIndication: 'FORMAT_FAILURE',
    reason: { code: 'certificate-malformed', facts: { detail: why.message } },
    path: [],
    tried: [],
  } as const;
}

async function answerOf(result: PathResult, algorithms: Algorithms) {
  const { indication, subIndication, reason } = result;
  const path: PathStep[] = [];
  for (const [index, certificate] of result.path.entries()) {
    path.push({
      ...(await stepOf(certificate, algorithms)),
      role: roleOf(result, index),
      revocation: result.revocation[index] ?? { status: 'unknown' },
    });
  }
  return {
    indication,
    ...(subIndication === undefined ? {} : { subIndication }),
    reason,
    path,
    tried: result.tried.map(({ path: fallen, reason: why }) => ({
      path: fallen.map(({ subject }) => nameToText(subject)),
      reason: why,
    })),
    ...(result.notTold === 0 ? {} : { notTold: result.notTold }),
  };
}

async function stepOf(certificate: Certificate, algorithms: Algorithms) {
  return {
    subject: nameToText(certificate.subject),
    fingerprint: await fingerprint(certificate, algorithms),
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
  };
}

function roleOf({ anchor, path }: PathResult, index: number): PathStep['role'] {
  if (anchor !== undefined && index === path.length - 1) return 'trust-anchor';
  return index === 0 ? 'leaf' : 'ca';
}
