import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CertificateChainValidationEngine,
  CertificateRevocationList,
  Certificate as PkijsCertificate,
} from 'pkijs';
import { nodeCrypto } from '../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../algorithms/registry.ts';
import { OID } from '../formats/asn1/oids.ts';
import { toPem } from '../formats/x509/pem.ts';
import { corpora } from '../test-fixtures/peers/corpora.ts';
import { CorpusFolder } from '../verify/conformance/corpus-folder.ts';
import { type PkitsRow, pkits } from '../verify/conformance/sets/pkits.ts';
import type { Say } from './measure.ts';
import { median } from './rate.ts';

const ROUNDS = 3;

/**
 * Seconds for all 246 paths of NIST's suite, from files to answers: ours, pkijs and a process of OpenSSL each. That
 * OpenSSL wants PEM is no cost of its: the files are made before the clock runs.
 */
export async function measure(say: Say): Promise<void> {
  if (corpora === undefined) {
    say('PKITS is not there: put the vectors in ../shared/corpora');
    return;
  }
  const folder = new CorpusFolder(corpora);
  const rows = folder.rows<PkitsRow>('pkits.jsonl');
  const { cases } = pkits(folder, algorithmsOf([nodeCrypto]));
  const scratch = await mkdtemp(join(tmpdir(), 'okno-bench-'));
  for (const row of rows) await writePem(row, folder, scratch);
  const contenders = [
    { name: 'okno', judge: (n: number) => cases[n]?.judge().then(({ accepted }) => accepted) },
    { name: 'pkijs', judge: (n: number) => byPkijs(rows[n], folder) },
    { name: 'openssl verify', judge: (n: number) => byOpenssl(rows[n], scratch) },
  ];
  try {
    const seconds = contenders.map((): number[] => []);
    const agreed = contenders.map(() => 0);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, { judge }] of contenders.entries()) {
        const started = performance.now();
        let right = 0;
        for (const [n, { expected }] of rows.entries()) {
          if ((await judge(n)) === (expected === 'valid')) right += 1;
        }
        seconds[index]?.push((performance.now() - started) / 1000);
        agreed[index] = right;
      }
    }
    const [ours = []] = seconds;
    for (const [index, { name }] of contenders.entries()) {
      const taken = median(seconds[index] ?? []);
      const times = (taken / median(ours)).toFixed(2);
      say(
        `${name}: ${taken.toFixed(2)} s (${times} × ours), right on ${agreed[index]} of ${rows.length}`,
      );
    }
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function byPkijs(row: PkitsRow | undefined, folder: CorpusFolder): Promise<boolean> {
  if (row === undefined) return false;
  const certificate = (path: string) =>
    PkijsCertificate.fromBER(Uint8Array.from(folder.bytes(path)).buffer);
  const { params } = row;
  try {
    const engine = new CertificateChainValidationEngine({
      trustedCerts: [certificate(row.trustAnchor)],
      certs: [...row.intermediates, row.leaf].map(certificate),
      crls: row.crls.map((path) =>
        CertificateRevocationList.fromBER(Uint8Array.from(folder.bytes(path)).buffer),
      ),
      checkDate: new Date(row.at),
    });
    const { result } = await engine.verify({
      ...(params.user_initial_policy_set && {
        initialPolicySet: [...params.user_initial_policy_set],
      }),
      initialExplicitPolicy: params.initial_explicit_policy ?? false,
      initialPolicyMappingInhibit: params.initial_policy_mapping_inhibit ?? false,
      initialInhibitPolicy: params.initial_any_policy_inhibit ?? false,
    });
    return result;
  } catch {
    return false; // it throws on what it cannot read
  }
}

/** The files of one case as OpenSSL reads them, in a folder of their own. */
async function writePem(row: PkitsRow, folder: CorpusFolder, scratch: string): Promise<void> {
  const pem = (label: string, paths: readonly string[]) =>
    paths.map((path) => toPem(label, folder.bytes(path))).join('');
  const path = (name: string) => join(scratch, row.id, name);
  await mkdir(join(scratch, row.id), { recursive: true });
  await writeFile(path('leaf.pem'), pem('CERTIFICATE', [row.leaf]));
  await writeFile(path('root.pem'), pem('CERTIFICATE', [row.trustAnchor]));
  await writeFile(path('between.pem'), pem('CERTIFICATE', row.intermediates));
  await writeFile(path('crls.pem'), pem('X509 CRL', row.crls));
}

async function byOpenssl(row: PkitsRow | undefined, scratch: string): Promise<boolean> {
  if (row === undefined) return false;
  const path = (name: string) => join(scratch, row.id, name);
  const { params } = row;
  // Without a set it takes none for «any».
  const initial = params.user_initial_policy_set ?? [OID.anyPolicy];
  const policies = initial.flatMap((oid) => ['-policy', oid]);
  const flags = [
    ...(params.initial_explicit_policy ? ['-explicit_policy'] : []),
    ...(params.initial_policy_mapping_inhibit ? ['-inhibit_map'] : []),
    ...(params.initial_any_policy_inhibit ? ['-inhibit_any'] : []),
  ];
  const lists = ['-crl_check_all', '-extended_crl', '-use_deltas', '-CRLfile', path('crls.pem')];
  const between = row.intermediates.length === 0 ? [] : ['-untrusted', path('between.pem')];
  const at = String(new Date(row.at).getTime() / 1000);
  try {
    await promisify(execFile)('openssl', [
      ...['verify', '-policy_check', '-attime', at, '-CAfile', path('root.pem')],
      ...[...between, ...lists, ...policies, ...flags, path('leaf.pem')],
    ]);
    return true;
  } catch {
    return false;
  }
}
