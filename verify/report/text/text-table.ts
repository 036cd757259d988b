export type Row = readonly [label: string, text: string];

/** Labels in one column, texts in the next. */
export function table(rows: readonly Row[]): string[] {
  const width = Math.max(0, ...rows.map(([label]) => label.length)) + 2;
  return rows.map(([label, text]) => {
    const head = label === '' ? '' : `${label}:`;
    return `  ${head.padEnd(width)}${text}`;
  });
}
