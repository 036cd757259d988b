// RFC 5280 §4.2.1.10 and the state of §6.1.2 (b), (c).
import { readDer } from '../../formats/asn1/decode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { utf8 } from '../../formats/asn1/primitives.ts';
import { TAG } from '../../formats/asn1/tags.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type {
  GeneralName,
  GeneralSubtree,
  NameConstraints,
} from '../../formats/x509/extensions.ts';
import type { Budget } from './budget.ts';
import type { CertificateFacts } from './certificate-facts.ts';
import { rdnKeys } from './match-names.ts';
import { excludes, permits, type Subtree, subtreeOf, testedName } from './match-subtree.ts';
import type { PathReason } from './reasons.ts';

type Form = GeneralName['kind'];

/** Subtrees of each form: a name is compared with those of its own form alone. */
type ByForm = ReadonlyMap<Form, readonly Subtree[]>;

/** permitted_subtrees and excluded_subtrees, one member for each certificate that constrained. */
export class NameConstraintState {
  readonly #budget: Budget;
  readonly #permitted: ByForm[] = [];
  readonly #excluded: ByForm[] = [];

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** RFC 5280 §6.1.4 (g): intersect the permitted, unite the excluded. */
  add(constraints: NameConstraints): PathReason | undefined {
    const all = [...(constraints.permitted ?? []), ...(constraints.excluded ?? [])];
    this.#budget.spend('nameComparisons', all.length);
    for (const { base, minimum, maximum } of all) {
      // RFC 5280 §4.2.1.10: minimum is zero and maximum absent, or the certificate is rejected.
      if (minimum !== 0 || maximum !== undefined) {
        return { code: 'name-constraint-not-supported', facts: { form: base.kind } };
      }
      if (subtreeOf(base) === undefined) {
        return { code: 'name-constraint-malformed', facts: { form: base.kind } };
      }
    }
    if (constraints.permitted !== undefined) this.#permitted.push(byForm(constraints.permitted));
    if (constraints.excluded !== undefined) this.#excluded.push(byForm(constraints.excluded));
    return undefined;
  }

  /** RFC 5280 §6.1.3 (b), (c): every name of the certificate. */
  check(facts: CertificateFacts): PathReason | undefined {
    if (this.#permitted.length === 0 && this.#excluded.length === 0) return undefined;
    for (const name of namesOf(facts)) {
      const reason = this.#checkName(name);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }

  #checkName(general: GeneralName): PathReason | undefined {
    const form = general.kind;
    const excluded = ofForm(this.#excluded, form);
    const permitted = ofForm(this.#permitted, form);
    if (excluded.length === 0 && permitted.length === 0) return undefined;
    for (const list of [...excluded, ...permitted]) {
      this.#budget.spend('nameComparisons', list.length * partsOf(general));
    }
    const name = testedName(general);
    if (name === 'unsupported') return { code: 'name-constraint-not-supported', facts: { form } };
    if (name === undefined) return { code: 'name-not-permitted', facts: { form } };
    if (excluded.some((list) => list.some((subtree) => excludes(subtree, name)))) {
      return { code: 'name-excluded', facts: { form, name: textOf(general) } };
    }
    const everyListPermits = permitted.every((list) => list.some((tree) => permits(tree, name)));
    return everyListPermits
      ? undefined
      : { code: 'name-not-permitted', facts: { form, name: textOf(general) } };
  }
}

function byForm(list: readonly GeneralSubtree[]): ByForm {
  return Map.groupBy(
    list.flatMap(({ base }) => subtreeOf(base) ?? []),
    ({ kind }) => kind,
  );
}

function ofForm(constraints: readonly ByForm[], form: Form): readonly (readonly Subtree[])[] {
  return constraints.flatMap((subtrees) => {
    const list = subtrees.get(form);
    return list === undefined ? [] : [list];
  });
}

/** How many steps one comparison may take. */
function partsOf(name: GeneralName): number {
  return name.kind === 'directoryName' ? name.name.rdns.length : 1;
}

function namesOf({ certificate, extensions }: CertificateFacts): readonly GeneralName[] {
  const subject: GeneralName[] =
    certificate.subject.rdns.length === 0
      ? []
      : [{ kind: 'directoryName', name: certificate.subject }];
  const alternatives = extensions.subjectAltName ?? [];
  return [
    ...subject,
    ...emailsInSubject(certificate),
    ...alternatives,
    ...alternatives.flatMap(internationalEmail),
  ];
}

/**
 * RFC 9598 §6: constraints on rfc822Name hold for addresses with an internationalized local part too. The host
 * stands in A-labels there; whatever else is no mailbox, and is inside nothing.
 */
function internationalEmail(name: GeneralName): GeneralName[] {
  if (name.kind !== 'otherName' || name.typeId !== OID.smtpUtf8Mailbox) return [];
  return [{ kind: 'rfc822Name', value: textIn(name.value) }];
}

/** A UTF8String; empty for what is none. */
function textIn(value: Uint8Array): string {
  try {
    return readDer(value, 'SmtpUTF8Mailbox', (reader) => reader.text(TAG.utf8String, utf8));
  } catch (error) {
    if (error instanceof FormatError) return '';
    throw error;
  }
}

// RFC 5280 §4.2.1.10 asks for the addresses in the subject when there is no subjectAltName; they are checked
// with it too, since software shows them all the same.
function emailsInSubject(certificate: Certificate): GeneralName[] {
  return certificate.subject.rdns
    .flat()
    .filter((attribute) => attribute.type === OID.emailAddress)
    .map((attribute) => ({ kind: 'rfc822Name', value: attribute.value }));
}

function textOf(name: GeneralName): string {
  switch (name.kind) {
    case 'rfc822Name':
    case 'dNSName':
    case 'uniformResourceIdentifier':
      return name.value;
    case 'directoryName':
      return rdnKeys(name.name).join(',');
    case 'iPAddress':
      return [...name.octets].join('.');
    case 'registeredID':
      return name.oid;
    case 'otherName':
      return name.typeId;
    case 'x400Address':
    case 'ediPartyName':
      return name.kind;
  }
}
