import type { Algorithms } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { AlgorithmUse } from '../policy/algorithm-limits.ts';
import type { Policy } from '../policy/policy.ts';
import { Block, type Failure, failure } from './block.ts';
import { algorithmFailure, digestUse, keyUse } from './certificate-algorithms.ts';
import { namedDigest } from './known-algorithms.ts';
import type { SignatureFacts } from './signature-facts.ts';

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
  const decisive = usesOf(references.filter((oid) => oid !== OID.sha1));
  const uses = [...signatureUses(facts, certificate, algorithms), ...decisive];
  block.check('signature-algorithms', algorithmFailure(uses, controlTime, policy.algorithms));
  // RFC 2634 §5.4 has SHA-1 only, and the field is full of it; nothing excuses another digest that has ended.
  const old = usesOf(references.filter((oid) => oid === OID.sha1));
  block.check('reference-algorithms', algorithmFailure(old, controlTime, policy.algorithms));
  return block;
}

/** Of the certificate, and of the signature policy that the signer named. */
function referenceDigests({ signer, signaturePolicy }: SignatureFacts): readonly string[] {
  const certificates = signer.references.flat().map(({ digestOid }) => digestOid);
  if (signaturePolicy?.kind !== 'explicit' || signaturePolicy.digest === undefined) {
    return certificates;
  }
  return [...certificates, signaturePolicy.digest.algorithm.oid];
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

function signatureUses(
  facts: SignatureFacts,
  certificate: Certificate,
  algorithms: Algorithms,
): AlgorithmUse[] {
  const { algorithm, digestOid } = facts.value;
  const scheme = algorithms.signature(algorithm.oid);
  const digests = new Set([
    namedDigest(algorithm, algorithms) ?? digestOid,
    ...facts.objects.map((object) => object.digestOid),
  ]);
  return [
    ...[...digests].map((oid) => digestUse(oid, algorithms)),
    keyUse(scheme?.name ?? algorithm.oid, certificate.publicKey),
  ];
}
