import { equalBytes } from '../../formats/equal-bytes.ts';
import {
  ASIC_E,
  ASIC_MANIFEST_NAME,
  ASIC_SIGNATURE_NAME,
  asicManifest,
  MIMETYPE_NAME,
} from '../../formats/evidence/asic-manifest.ts';
import { CONTENTS_NAME, contentsText } from '../../formats/evidence/contents-text.ts';
import type { FileRole } from '../../formats/evidence/manifest.ts';
import { validateSeal } from '../receipts/validate-seal.ts';
import type { SignatureReport } from '../report/report.ts';
import { failed } from './finding.ts';
import type { PackageContext } from './judge-receipt.ts';
import { readSmall } from './open-package.ts';
import type { PackageFinding } from './package-report.ts';

export interface JudgedContainer {
  readonly findings: readonly PackageFinding[];
  readonly seal?: SignatureReport;
}

/** Octets. */
const SEAL_LIMIT = 1024 * 1024;

/**
 * The archive as an ASiC-E container (EN 319 162-1) and its table of contents: both follow from the manifest to
 * the octet; the seal over the container's list is judged as of the receipt for the issue, which proves its age.
 */
export async function judgeContainer(context: PackageContext): Promise<JudgedContainer> {
  const { manifest } = context.opened;
  const sealed = asicManifest(manifest);
  const findings = [
    ...(await fixedFindings(context, 'container', [
      [MIMETYPE_NAME, new TextEncoder().encode(ASIC_E)],
      [ASIC_MANIFEST_NAME, sealed],
    ])),
    ...(await fixedFindings(context, 'contents', [[CONTENTS_NAME, contentsText(manifest)]])),
  ];
  const signature = context.opened.files.get(ASIC_SIGNATURE_NAME);
  // EN 319 162-1, annex A: the media type comes first.
  const first = manifest.files[0]?.name === MIMETYPE_NAME;
  if (signature === undefined || !first) {
    const name = first ? ASIC_SIGNATURE_NAME : MIMETYPE_NAME;
    return { findings: [...findings, failed('container-differs', 'FORMAT_FAILURE', { name })] };
  }
  if (findings.length > 0) return { findings };
  return judgeSeal(context, { seal: await readSmall(signature, SEAL_LIMIT), sealed });
}

/** Files of this role that are missing, others than these, or not what they must be. */
async function fixedFindings(
  { opened: { manifest, files } }: PackageContext,
  role: FileRole & ('container' | 'contents'),
  wanted: readonly (readonly [name: string, octets: Uint8Array])[],
): Promise<readonly PackageFinding[]> {
  const code = role === 'container' ? 'container-differs' : 'contents-differ';
  const names = [...wanted.map(([name]) => name), ASIC_SIGNATURE_NAME];
  const stray = manifest.files.filter((file) => file.role === role && !names.includes(file.name));
  const wrong: string[] = stray.map(({ name }) => name);
  for (const [name, octets] of wanted) {
    const listed = manifest.files.find((file) => file.name === name);
    const entry = files.get(name);
    const same =
      listed?.role === role &&
      entry?.source.size === octets.length &&
      equalBytes(await readSmall(entry, octets.length), octets);
    if (!same) wrong.push(name);
  }
  return wrong.map((name) => failed(code, 'FORMAT_FAILURE', { name }));
}

async function judgeSeal(
  { input, evidence, issuedAt, work }: PackageContext,
  { seal, sealed }: { readonly seal: Uint8Array; readonly sealed: Uint8Array },
): Promise<JudgedContainer> {
  const verdict = await validateSeal({
    ...{ trust: input.trust, policy: input.policy, algorithms: input.algorithms },
    ...{ time: input.time, evidence, work, seal, sealed },
    provenTime: issuedAt,
  });
  const findings = verdict.findings.map(({ indication, subIndication, code, facts, cause }) => ({
    indication,
    ...(subIndication === undefined ? {} : { subIndication }),
    reason: {
      code: 'container-seal-not-passed' as const,
      facts: { name: ASIC_SIGNATURE_NAME },
      cause: { code, ...(facts && { facts }), ...(cause && { cause }) },
    },
  }));
  return { findings, ...(verdict.report === undefined ? {} : { seal: verdict.report }) };
}
