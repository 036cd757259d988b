/** The line is no case; `id` where it could be read. */
export class BadCaseError extends Error {
  override readonly name = 'BadCaseError';
  readonly code: string;
  readonly id: string | number | null;
  constructor(code: string, message: string, id: string | number | null = null) {
    super(message);
    this.code = code;
    this.id = id;
  }
}

/** Throws BadCaseError. */
export function objectIn(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadCaseError('not-json', error instanceof Error ? error.message : String(error));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadCaseError('not-an-object', 'the line is no JSON object');
  }
  return Object.fromEntries(Object.entries(value));
}
