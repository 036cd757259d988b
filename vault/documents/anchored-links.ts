import type { Algorithms } from '../../algorithms/registry.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { basicConstraints } from '../../formats/x509/extensions.ts';
import { ValidationRun } from '../../verify/path/validation-run.ts';

// A file from outside brings the certificates: it must not make the service compute without end.
const MOST_VERIFICATIONS = 128;

/** A certificate with the issuer whose key has signed it. */
export interface Link {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
}

export interface LinkRequest {
  readonly signers: readonly Certificate[];
  /** Where issuers may be found, anchors apart. */
  readonly certificates: readonly Certificate[];
  readonly anchors: readonly Certificate[];
  readonly algorithms: Algorithms;
}

/**
 * The links on the ways from the signers to the anchors. Each signature on the way is verified: a name is
 * easily claimed, and the addresses in a certificate that nobody trusted has issued are its maker's choice;
 * following them, the service would talk to whatever a sender likes. Validity, revocation and all
 * else is path validation's to judge.
 */
export async function anchoredLinks(request: LinkRequest): Promise<readonly Link[]> {
  return above(request.signers, await linksBelow(request));
}

/** From the anchors down: who was signed by one whom an anchor stands above. */
async function linksBelow(request: LinkRequest): Promise<readonly Link[]> {
  const { signers, certificates, anchors, algorithms } = request;
  const run = new ValidationRun({ algorithms, certificates: [] });
  const isAnchor = (one: Certificate) => anchors.some((anchor) => equalBytes(anchor.der, one.der));
  const pool = distinct([...signers, ...certificates]).filter((each) => !isAnchor(each));
  const links: Link[] = [];
  const issuers = [...anchors]; // grows while it is gone through
  let verifications = 0;
  for (const issuer of issuers) {
    for (const certificate of pool) {
      if (!isNamed(certificate, issuer)) continue;
      verifications += 1;
      if (verifications > MOST_VERIFICATIONS) return links;
      if ((await run.verify(certificate, issuer.publicKey)) !== 'valid') continue;
      links.push({ certificate, issuer });
      if (isAuthority(certificate) && !issuers.includes(certificate)) issuers.push(certificate);
    }
  }
  return links;
}

/** Those of the links that lie above the signers, nearest first. */
function above(signers: readonly Certificate[], links: readonly Link[]): readonly Link[] {
  const chosen = new Set<Link>();
  let level = signers;
  while (level.length > 0) {
    const next = links.filter(
      (link) => !chosen.has(link) && level.some(({ der }) => equalBytes(der, link.certificate.der)),
    );
    for (const link of next) chosen.add(link);
    level = next.map(({ issuer }) => issuer);
  }
  return [...chosen];
}

function isNamed(certificate: Certificate, issuer: Certificate): boolean {
  return equalBytes(certificate.issuer.der, issuer.subject.der);
}

/** RFC 5280 §4.2.1.9: the holder of an ordinary certificate issues none. */
function isAuthority({ extensions }: Certificate): boolean {
  try {
    return basicConstraints(extensions)?.ca === true;
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

function distinct(certificates: readonly Certificate[]): Certificate[] {
  const kept: Certificate[] = [];
  for (const each of new Set(certificates)) {
    if (!kept.some(({ der }) => equalBytes(der, each.der))) kept.push(each);
  }
  return kept;
}
