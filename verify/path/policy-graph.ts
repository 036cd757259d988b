// The valid_policy_graph of RFC 9618 §5, which replaces the tree of RFC 5280 §6.1: one node for a policy at
// a depth, however many parents it has, so that mappings cannot make it grow without bound.
import { OID } from '../../formats/asn1/oids.ts';
import type { Budget } from './budget.ts';

interface PolicyNode {
  readonly policy: string;
  expected: ReadonlySet<string>;
  readonly parents: readonly PolicyNode[];
}

type Level = ReadonlyMap<string, PolicyNode>;

/** Policies that hold for a whole path. */
export type PolicySet = 'any' | ReadonlySet<string>;

export class PolicyGraph {
  readonly #budget: Budget;
  // RFC 9618 §5.2 (a): one node at depth zero, anyPolicy expecting anyPolicy.
  #levels: Level[] = [
    levelOf([{ policy: OID.anyPolicy, expected: new Set([OID.anyPolicy]), parents: [] }]),
  ];

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** NULL in the words of the standard. */
  get isNull(): boolean {
    return this.#levels.at(-1)?.size === 0;
  }

  /** RFC 5280 §6.1.3 (e): a certificate without policies. */
  setNull(): void {
    this.#levels = [new Map()];
  }

  /** RFC 9618 §5.3 (d): the policies of certificate i make the nodes of depth i. */
  addCertificate(policies: readonly string[], anyPolicyAllowed: boolean): void {
    const above = this.#levels.at(-1) ?? new Map();
    const expecting = expectations(above);
    const level = new Map<string, PolicyNode>();
    for (const policy of policies) {
      if (policy === OID.anyPolicy) continue;
      // (1)(i) parents that expect the policy, else (1)(ii) the anyPolicy node.
      const any = above.get(OID.anyPolicy);
      const parents = expecting.get(policy) ?? (any === undefined ? [] : [any]);
      if (parents.length > 0) this.#put(level, policy, parents);
    }
    // (2) anyPolicy takes up every expectation that no policy of the certificate has met.
    if (policies.includes(OID.anyPolicy) && anyPolicyAllowed) {
      for (const [policy, parents] of expecting) {
        if (!level.has(policy)) this.#put(level, policy, parents);
      }
    }
    this.#levels.push(level);
    this.#prune(); // (3)
  }

  /** RFC 9618 §5.4 (b)(1): policy_mapping > 0. */
  map(mappings: ReadonlyMap<string, ReadonlySet<string>>): void {
    const depth = this.#levels.length - 1;
    const level = new Map(this.#levels[depth]);
    const anyAbove = this.#levels[depth - 1]?.get(OID.anyPolicy);
    for (const [policy, expected] of mappings) {
      const node = level.get(policy);
      if (node !== undefined) node.expected = expected;
      else if (level.has(OID.anyPolicy) && anyAbove !== undefined) {
        this.#budget.spend('policyNodes', 1 + expected.size);
        level.set(policy, { policy, expected, parents: [anyAbove] });
      }
    }
    this.#levels[depth] = level;
  }

  /** RFC 9618 §5.4 (b)(2): policy_mapping is 0, so that mapped policies end here. */
  remove(policies: Iterable<string>): void {
    const depth = this.#levels.length - 1;
    const level = new Map(this.#levels[depth]);
    for (const policy of policies) level.delete(policy);
    this.#levels[depth] = level;
    this.#prune();
  }

  /** RFC 9618 §5.5 (g): the user-constrained policy set; empty when the intersection is NULL. */
  intersect(userPolicies: PolicySet): PolicySet {
    if (this.isNull) return new Set();
    const anyAtEnd = this.#levels.at(-1)?.has(OID.anyPolicy) === true;
    const authority = this.#authorityPolicies();
    if (userPolicies === 'any') return anyAtEnd ? 'any' : authority;
    if (anyAtEnd) return userPolicies;
    return new Set([...authority].filter((policy) => userPolicies.has(policy)));
  }

  // The nodes whose parent is anyPolicy name the policies in the words of the trust anchor's domain.
  #authorityPolicies(): ReadonlySet<string> {
    const policies = new Set<string>();
    for (const level of this.#levels) {
      for (const node of level.values()) {
        const fromAny = node.parents.some((parent) => parent.policy === OID.anyPolicy);
        if (fromAny && node.policy !== OID.anyPolicy) policies.add(node.policy);
      }
    }
    return policies;
  }

  #put(level: Map<string, PolicyNode>, policy: string, parents: readonly PolicyNode[]): void {
    this.#budget.spend('policyNodes', 1 + parents.length);
    level.set(policy, { policy, expected: new Set([policy]), parents });
  }

  // RFC 9618 §5.3 (d)(3): nodes above the last level without children go, level by level.
  #prune(): void {
    if (this.isNull) {
      this.setNull();
      return;
    }
    for (let depth = this.#levels.length - 1; depth > 0; depth -= 1) {
      const alive = new Set([...(this.#levels[depth]?.values() ?? [])].flatMap((n) => n.parents));
      const above = [...(this.#levels[depth - 1]?.values() ?? [])];
      const kept = above.filter((node) => alive.has(node));
      if (kept.length === above.length) return;
      this.#levels[depth - 1] = levelOf(kept);
    }
  }
}

function levelOf(nodes: readonly PolicyNode[]): Level {
  return new Map(nodes.map((node) => [node.policy, node]));
}

function expectations(level: Level): ReadonlyMap<string, readonly PolicyNode[]> {
  const expecting = new Map<string, PolicyNode[]>();
  for (const node of level.values()) {
    for (const policy of node.expected) {
      const parents = expecting.get(policy);
      if (parents === undefined) expecting.set(policy, [node]);
      else parents.push(node);
    }
  }
  return expecting;
}
