import type { AlgorithmProvider, DigestAlgorithm, SignatureAlgorithm } from './provider.ts';

/** Look-up over the providers handed in; the first provider that has an algorithm wins. */
export interface Algorithms {
  readonly providers: readonly string[];
  digest(oidOrUri: string): DigestAlgorithm | undefined;
  signature(oidOrUri: string): SignatureAlgorithm | undefined;
}

export function algorithmsOf(providers: readonly AlgorithmProvider[]): Algorithms {
  // Maps, so that a name such as `constructor` finds nothing.
  const digests = new Map<string, DigestAlgorithm>();
  const signatures = new Map<string, SignatureAlgorithm>();
  for (const provider of providers) {
    for (const digest of provider.digests) {
      for (const id of [digest.oid, ...digest.xmlUris]) {
        if (!digests.has(id)) digests.set(id, digest);
      }
    }
    for (const signature of provider.signatures) {
      for (const id of [...signature.oids, ...signature.xmlUris]) {
        if (!signatures.has(id)) signatures.set(id, signature);
      }
    }
  }
  return {
    providers: providers.map((provider) => provider.name),
    digest: (id) => digests.get(id),
    signature: (id) => signatures.get(id),
  };
}
