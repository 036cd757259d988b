import { latin1 } from '../../formats/asn1/primitives.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { Crl } from '../../formats/x509/crl.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { parseTolerantly } from '../../formats/x509/tolerant-certificate.ts';
import type { CertificateFacts } from './certificate-facts.ts';
import { Generations } from './generations.ts';
import { KnownPaths } from './known-paths.ts';
import { KnownSignatures } from './known-signatures.ts';

const OCTETS = 16 * 1024 * 1024;
/** What is read takes several times its octets. */
const READ = 8;
/** A longer CRL costs as much to compare as to read. */
const LONGEST_CRL = 256 * 1024;
/** The end of a signature, which finds what may be the same; all octets decide. */
const ENDING = 32;

interface Encoded {
  readonly der: Uint8Array;
}

/**
 * What whoever judges many files need not do again: certificates and CRLs that are in each of them are read once, their
 * signatures verified once, and a question about a path that is the same in all is answered once. It lives as long as
 * its owner lets it, at a hundred MiB and less; what it answers is what would be found without it.
 */
export class KnownAuthorities {
  readonly signatures = new KnownSignatures();
  readonly paths = new KnownPaths();
  /** Of certificates that are known, or that their owner keeps. */
  readonly facts = new WeakMap<Certificate, CertificateFacts>();
  readonly #certificates = new Generations<Certificate>(OCTETS);
  readonly #crls = new Generations<Crl>(OCTETS);

  /** As `parseTolerantly`, of which no name is taken over: it would hold on to another file. The same octets give the same object. */
  readonly certificate = (der: Uint8Array): Certificate =>
    readOnce(this.#certificates, der, parseTolerantly);

  /** As `parseCrl`; the same octets give the same object. */
  readonly crl = (der: Uint8Array): Crl =>
    der.length > LONGEST_CRL ? parseCrl(der) : readOnce(this.#crls, der, parseCrl);
}

function readOnce<T extends Encoded>(
  kept: Generations<T>,
  der: Uint8Array,
  parse: (der: Uint8Array) => T,
): T {
  const ending = latin1(der.subarray(-ENDING));
  const known = kept.get(ending);
  if (known !== undefined && equalBytes(known.der, der)) return known;
  // Octets of its own, not a view on a file.
  const read = parse(Uint8Array.from(der));
  kept.keep(ending, read, der.length * READ);
  return read;
}
