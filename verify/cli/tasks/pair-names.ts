import { extname } from 'node:path';

/** Extensions under which a signature lies beside its document; `.p7m` may carry it as well. */
const SIGNATURE_EXTENSIONS: ReadonlySet<string> = new Set(['.p7m', '.p7s', '.sig', '.sgn']);

/** Extensions under which a time-stamp lies beside what it is over; `.tsr` is the answer in which it came. */
const TIME_STAMP_EXTENSIONS: ReadonlySet<string> = new Set(['.tok', '.tsr', '.tst']);

/**
 * What never is the document of `contract.sig` where `contract.pdf` is there too: certificates, lists and
 * time-stamps that came along under the same name.
 */
const BESIDE_DOCUMENTS: ReadonlySet<string> = new Set([
  '.cer',
  '.crt',
  '.der',
  '.pem',
  '.p7b',
  '.p7c',
  '.crl',
  '.ocsp',
  '.ors',
  '.tok',
  '.tsr',
  '.tsq',
  '.tst',
]);

/** Which names of one folder belong together by habit. Names only choose what is read, never what is believed. */
export interface NamePairs {
  /** The documents that a signature or time-stamp can be of: one, none, or several that only its name cannot tell apart. */
  documentsOf(signature: string): readonly string[];
  /** The signatures and time-stamps of a document, in the order of their names. */
  signaturesOf(document: string): readonly string[];
}

/** Signatures are known here by their extension alone, in either case. */
export function isSignatureName(name: string): boolean {
  return SIGNATURE_EXTENSIONS.has(extname(name).toLowerCase());
}

export function isTimeStampName(name: string): boolean {
  return TIME_STAMP_EXTENSIONS.has(extname(name).toLowerCase());
}

const isOfDocument = (name: string) => isSignatureName(name) || isTimeStampName(name);

/**
 * `contract.pdf` has the signatures `contract.pdf.sig`, `contract.pdf.2.sig`, and, the extension replaced,
 * `contract.sig` and `contract.2.sig`, with any extension of a signature;
 * time-stamps likewise, and over signatures too: `contract.pdf.sig.tst`.
 */
export function pairNames(names: readonly string[]): NamePairs {
  const all = new Set(names);
  const byStem = new Map<string, string[]>();
  for (const name of names) {
    const extension = extname(name);
    if (isSignatureName(name) || BESIDE_DOCUMENTS.has(extension.toLowerCase())) continue;
    if (extension === '') continue;
    add(byStem, stemOf(name), name);
  }
  const documents = new Map<string, readonly string[]>();
  const signatures = new Map<string, string[]>();
  for (const name of names.filter(isOfDocument)) {
    const stems = [stemOf(name), stemOf(name).replace(/\.\d+$/, '')];
    const whole = stems.find((stem) => all.has(stem));
    const replaced = () => stems.map((stem) => byStem.get(stem)).find((each) => each !== undefined);
    const found = whole === undefined ? (replaced() ?? []) : [whole];
    documents.set(name, found.toSorted());
    for (const document of found) add(signatures, document, name);
  }
  return {
    documentsOf: (signature) => documents.get(signature) ?? [],
    signaturesOf: (document) => signatures.get(document)?.toSorted() ?? [],
  };
}

function stemOf(name: string): string {
  return name.slice(0, name.length - extname(name).length);
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
