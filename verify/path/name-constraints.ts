// RFC 5280 §4.2.1.10 and the state of §6.1.2 (b), (c).
import { OID } from '../../formats/asn1/oids.ts';
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

/** permitted_subtrees as a conjunction, one member for each certificate that constrained; and the excluded. */
export class NameConstraintState {
  readonly #budget: Budget;
  readonly #permitted: (readonly Subtree[])[] = [];
  readonly #excluded: Subtree[] = [];

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** RFC 5280 §6.1.4 (g): intersect the permitted, unite the excluded. */
  add(constraints: NameConstraints): PathReason | undefined {
    const all = [...(constraints.permitted ?? []), ...(constraints.excluded ?? [])];
    for (const { base, minimum, maximum } of all) {
      // RFC 5280 §4.2.1.10: minimum is zero and maximum absent, or the certificate is rejected.
      if (minimum !== 0 || maximum !== undefined) {
        return { code: 'name-constraint-not-supported', facts: { form: base.kind } };
      }
      if (subtreeOf(base) === undefined) {
        return { code: 'name-constraint-malformed', facts: { form: base.kind } };
      }
    }
    if (constraints.permitted !== undefined) this.#permitted.push(subtrees(constraints.permitted));
    if (constraints.excluded !== undefined) this.#excluded.push(...subtrees(constraints.excluded));
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
    const excluded = this.#excluded.filter((subtree) => subtree.kind === form);
    const permitted = this.#permitted
      .map((list) => list.filter((subtree) => subtree.kind === form))
      .filter((list) => list.length > 0);
    if (excluded.length === 0 && permitted.length === 0) return undefined;
    this.#budget.spend('nameComparisons', excluded.length + permitted.flat().length);
    const name = testedName(general);
    if (name === 'unsupported') return { code: 'name-constraint-not-supported', facts: { form } };
    if (name === undefined) return { code: 'name-not-permitted', facts: { form } };
    if (excluded.some((subtree) => excludes(subtree, name))) {
      return { code: 'name-excluded', facts: { form, name: textOf(general) } };
    }
    const everyListPermits = permitted.every((list) => list.some((tree) => permits(tree, name)));
    return everyListPermits
      ? undefined
      : { code: 'name-not-permitted', facts: { form, name: textOf(general) } };
  }
}

function subtrees(list: readonly GeneralSubtree[]): Subtree[] {
  return list.flatMap(({ base }) => subtreeOf(base) ?? []);
}

function namesOf({ certificate, extensions }: CertificateFacts): readonly GeneralName[] {
  const subject: GeneralName[] =
    certificate.subject.rdns.length === 0
      ? []
      : [{ kind: 'directoryName', name: certificate.subject }];
  return [...subject, ...emailsInSubject(certificate), ...(extensions.subjectAltName ?? [])];
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
