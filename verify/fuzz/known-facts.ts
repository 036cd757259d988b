import { gost } from '../../algorithms/gost/provider.ts';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import type { SignerInfo } from '../../formats/cms/signed-data.ts';
import { toHex } from '../../formats/hex.ts';
import type { SignatureReport } from '../report/report.ts';
import { judgeSubject } from './judge-subject.ts';
import { type Subject, TEXT } from './world.fixture.ts';

/** What the makers of the signatures signed, by signature value: nothing else may ever be told as signed. */
export class KnownFacts {
  readonly #signatures = new Map<string, { readonly signed: string; readonly by: string }>();
  readonly #tokens = new Set<string>();
  readonly #contents = new Set<string>();
  readonly #counters = new Set<string>();

  /** Throws where one of the subjects is not judged valid, or one that nobody can verify is. */
  static async of(subjects: readonly Subject[]): Promise<KnownFacts> {
    const facts = new KnownFacts();
    for (const subject of subjects) await facts.#add(subject);
    for (const digest of [...nodeCrypto.digests, ...gost.digests]) {
      facts.#contents.add(`${digest.name} ${toHex(await digest.digest(TEXT))}`);
    }
    return facts;
  }

  async #add(subject: Subject): Promise<void> {
    const { signerInfos } = await parseSignedData(bytesSource(subject.cms));
    const { signatures } = await judgeSubject(subject);
    if (subject.unverifiable === true) return mustBeOpen(subject, signatures);
    for (const [index, info] of signerInfos.entries()) {
      const report = signatures[index];
      if (report?.indication !== 'TOTAL-PASSED') {
        throw new Error(`${subject.name}: ${JSON.stringify(report?.reason)}`);
      }
      this.#signatures.set(toHex(info.signature), { signed: signedBy(info), by: told(report) });
      for (const token of report.timestamps) this.#tokens.add(stamped(token, info));
      for (const over of report.counterSignatures ?? [])
        this.#counters.add(countersigned(over, info));
    }
  }

  /** What is wrong with a signature that passed; undefined: nothing. */
  async wrongWith(info: SignerInfo, report: SignatureReport): Promise<string | undefined> {
    const known = this.#signatures.get(toHex(info.signature));
    if (known === undefined) return 'a signature value that nobody made';
    if (known.signed !== signedBy(info)) return 'signed attributes that nobody signed';
    if (known.by !== told(report)) return `another signer or time: ${told(report)}`;
    const [first] = report.signedContent;
    if (first === undefined) return 'nothing was signed';
    const strange = report.signedContent.find(
      ({ digestAlgorithm, digest }) => !this.#contents.has(`${digestAlgorithm} ${digest}`),
    );
    if (strange !== undefined) return `content that nobody signed: ${strange.digest}`;
    const forged = (report.counterSignatures ?? []).find(
      (over) =>
        over.indication === 'TOTAL-PASSED' && !this.#counters.has(countersigned(over, info)),
    );
    if (forged !== undefined) return `a counter-signature that nobody made: ${told(forged)}`;
    return this.#wrongTime(info, report);
  }

  async #wrongTime(info: SignerInfo, report: SignatureReport): Promise<string | undefined> {
    const held = report.timestamps.filter(({ indication }) => indication === 'TOTAL-PASSED');
    const strange = held.find((token) => !this.#tokens.has(stamped(token, info)));
    if (strange !== undefined) return `a time-stamp that nobody made: ${stamped(strange, info)}`;
    const { timeSource, bestSignatureTime } = report;
    const times = held.map(({ genTime }) => genTime);
    if (timeSource !== 'time-stamp' || times.includes(bestSignatureTime)) return undefined;
    return `a time that no time-stamp tells: ${bestSignatureTime}`;
  }
}

/** What is not known to have been signed by anybody, its mutants may not pass with either. */
function mustBeOpen({ name }: Subject, signatures: readonly SignatureReport[]): void {
  const open = signatures.every(({ indication, cryptographicallyValid }) => {
    return indication === 'INDETERMINATE' && !cryptographicallyValid;
  });
  if (signatures.length === 0 || !open) throw new Error(`${name}: not left open`);
}

function signedBy({ signedAttributes }: SignerInfo): string {
  return signedAttributes === undefined ? 'content' : toHex(signedAttributes.der);
}

function told({ signer, claimedSigningTime }: SignatureReport): string {
  return `${signer?.certificate} at ${claimedSigningTime}`;
}

function countersigned(over: SignatureReport, { signature }: SignerInfo): string {
  const digests = over.signedContent.map(({ digest }) => digest);
  return [told(over), ...digests, toHex(signature)].join(' ');
}

function stamped(
  { kind, serialNumber, genTime, policy }: SignatureReport['timestamps'][number],
  { signature }: SignerInfo,
): string {
  return [kind, serialNumber, genTime, policy, toHex(signature)].join(' ');
}
