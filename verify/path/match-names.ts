// Comparison of distinguished names: RFC 5280 §7.1 by the string preparation of RFC 4518.
import { OctetMap } from '../../formats/octet-map.ts';
import type { Name, NameAttribute } from '../../formats/x509/certificate.ts';

// UTF8, Numeric, Printable, Teletex, IA5, Visible, Universal and BMP strings.
const STRING_TAGS: ReadonlySet<number> = new Set([12, 18, 19, 20, 22, 26, 28, 30]);

// ASCII and Russian letters and quotation marks: preparation only folds their case.
const PLAIN = /^[\x20-\x7e\u0410-\u044fЁё«»]*$/;
// RFC 4518 §2.2: mapped to SPACE; before the next, which holds the rest of the controls.
const MAPPED_TO_SPACE = /[\t-\r\u0085\p{Zs}\p{Zl}\p{Zp}]/gu;
// RFC 4518 §2.2: mapped to nothing.
const MAPPED_TO_NOTHING = /[\p{Cc}\p{Cf}\ufffc]|\p{Variation_Selector}|\u1806|\u034f/gu;
// RFC 4518 §2.4: private use, surrogates, the replacement character and unassigned code points.
const PROHIBITED = /[\p{Co}\p{Cs}\p{Cn}\ufffd]/u;

/** RFC 4518 §2: the prepared form for caseIgnoreMatch; undefined when a prohibited character is in it. */
export function prepareString(text: string): string | undefined {
  if (PLAIN.test(text)) return squeeze(text.toLowerCase());
  const mapped = text.replace(MAPPED_TO_SPACE, ' ').replace(MAPPED_TO_NOTHING, '');
  const folded = foldCase(mapped.normalize('NFKC')).normalize('NFKC');
  if (PROHIBITED.test(folded)) return undefined;
  return squeeze(folded);
}

// RFC 3454 table B.2: lower case, and the two letters that lower case leaves apart.
function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ');
}

// RFC 4518 §2.6.1: spaces at the ends do not count, several count as one.
function squeeze(text: string): string {
  return text.includes('  ') ? text.replace(/ +/g, ' ').trim() : text.trim();
}

/**
 * Keys of the relative distinguished names in order: two names match exactly when their keys are equal.
 * Lengths go before values, so that no value can imitate a boundary.
 */
export function rdnKeys(name: Name): readonly string[] {
  return name.rdns.map((rdn) => rdn.map(attributeKey).sort().join('+'));
}

export function nameKey(rdns: readonly string[]): string {
  return rdns.map((rdn) => `${rdn.length}:${rdn}`).join(',');
}

export interface PreparedName {
  /** `rdnKeys` of the name. */
  readonly rdns: readonly string[];
  /** `nameKey` of those: equal exactly when two names match. */
  readonly key: string;
}

/** Prepares names, the same octets once: in a path every name stands as subject, as issuer and in CRLs. */
export class PreparedNames {
  readonly #known = new OctetMap<PreparedName>();

  of(name: Name): PreparedName {
    const known = this.#known.get(name.der);
    if (known !== undefined) return known;
    const rdns = rdnKeys(name);
    const prepared = { rdns, key: nameKey(rdns) };
    this.#known.set(name.der, prepared);
    return prepared;
  }
}

function attributeKey(attribute: NameAttribute): string {
  const prepared = STRING_TAGS.has(attribute.tag) ? prepareString(attribute.value) : undefined;
  // A value that cannot be prepared equals only itself.
  const value = prepared ?? `${attribute.tag}#${attribute.value}`;
  const kind = prepared === undefined ? '#' : '=';
  return `${attribute.type}${kind}${value.length}:${value}`;
}
