/** Signatures and those over their values, each after the one that it is over, whether as facts, judgements or reports. */
export function withCounterSignatures<T extends { readonly counterSignatures?: readonly T[] }>(
  signatures: readonly T[],
): readonly T[] {
  return signatures.flatMap((one) => [one, ...withCounterSignatures(one.counterSignatures ?? [])]);
}
