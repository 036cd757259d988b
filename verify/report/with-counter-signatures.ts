/** Signatures and those over their values, each after the one that it is over, whether as facts, judgements or reports. */
export function withCounterSignatures<T extends { readonly counterSignatures?: readonly T[] }>(
  signatures: readonly T[],
): readonly T[] {
  const all: T[] = [];
  const add = (one: T) => {
    all.push(one);
    one.counterSignatures?.forEach(add);
  };
  signatures.forEach(add);
  return all;
}
