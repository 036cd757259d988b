/** What `okno provider` reads. */
export const PROVIDER_OPTIONS = {
  lang: { type: 'string', default: 'ru', takes: ['ru', 'en'] },
  help: { type: 'boolean', short: 'h', default: false },
} as const;
