import type { Algorithms } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { Policy } from '../policy/policy.ts';
import { Block, type Failure, failure } from './block.ts';
import { algorithmFailure, digestUse } from './certificate-algorithms.ts';
import type { SignatureFacts } from './signature-facts.ts';
import { contentDigests, referenceDigests, valueUse } from './used-algorithms.ts';

/** EN 319 102-1 §5.2.8 signature acceptance validation at the control time. */
export function acceptSignature(input: {
  readonly facts: SignatureFacts;
  readonly certificate: Certificate;
  readonly controlTime: Date;
  readonly algorithms: Algorithms;
  readonly policy: Policy;
}): Block {
  const { facts, certificate, controlTime, algorithms, policy } = input;
  const block = new Block(policy);
  block.check(
    'signed-attributes-present',
    facts.signedAttributes
      ? undefined
      : failure('SIG_CONSTRAINTS_FAILURE', 'signed-attributes-absent'),
  );
  block.check(
    'signing-time-present',
    facts.claimedSigningTime === undefined
      ? failure('SIG_CONSTRAINTS_FAILURE', 'signing-time-absent')
      : undefined,
  );
  block.check('signing-time-in-validity', signingTime(facts, certificate));
  for (const attribute of policy.requiredAttributes ?? []) {
    if (facts.impossibleAttributes?.has(attribute) === true) continue;
    block.check(
      'required-attributes',
      facts.attributes?.has(attribute) === true
        ? undefined
        : failure('SIG_CONSTRAINTS_FAILURE', 'attribute-required', { attribute }),
    );
  }
  // §5.2.8.4.3: the algorithms of the signature value and of the signed digests, last of all.
  const references = referenceDigests(facts);
  const usesOf = (oids: readonly string[]) => oids.map((oid) => digestUse(oid, algorithms));
  const uses = [
    ...usesOf(contentDigests(facts, algorithms)),
    valueUse(facts, certificate, algorithms),
    ...usesOf(references.filter((oid) => oid !== OID.sha1)),
  ];
  block.check('signature-algorithms', algorithmFailure(uses, controlTime, policy.algorithms));
  // RFC 2634 §5.4 has SHA-1 only, and the field is full of it; nothing excuses another digest that has ended.
  const old = usesOf(references.filter((oid) => oid === OID.sha1));
  block.check('reference-algorithms', algorithmFailure(old, controlTime, policy.algorithms));
  return block;
}

function signingTime(facts: SignatureFacts, certificate: Certificate): Failure | undefined {
  const time = facts.claimedSigningTime;
  if (time === undefined) return undefined;
  if (time >= certificate.notBefore && time <= certificate.notAfter) return undefined;
  return failure('SIG_CONSTRAINTS_FAILURE', 'signing-time-outside-validity', {
    time: time.toISOString(),
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
  });
}
