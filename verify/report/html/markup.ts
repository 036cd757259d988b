/** Markup that was made here; only its maker can make text into markup without escaping. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** HTML from a template: every value that is no Markup is text, and is escaped for text and quoted attributes. */
export function html(
  literals: TemplateStringsArray,
  ...values: readonly (string | number | Markup | readonly Markup[])[]
): Markup {
  let text = literals[0] ?? '';
  for (const [index, value] of values.entries()) {
    text += rendered(value) + (literals[index + 1] ?? '');
  }
  return new Markup(text);
}

function rendered(value: string | number | Markup | readonly Markup[]): string {
  if (value instanceof Markup) return value.toString();
  if (typeof value === 'object') return value.map(String).join('');
  return escaped(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
