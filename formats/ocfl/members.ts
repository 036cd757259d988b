export type Member = readonly [string, unknown];

/** Members of a JSON object; undefined for any other value. */
export function membersOf(value: unknown): readonly Member[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value);
}

/** An array of texts; undefined for any other value. */
export function textsOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((each: unknown) => typeof each === 'string');
  return texts.length === value.length ? texts : undefined;
}
