import test from 'ava';
import type { Message } from '../report/messages.ts';
import { parseStrictly } from './parse-strictly.ts';

const OPTIONS = {
  content: { type: 'string' },
  crl: { type: 'string', multiple: true },
  online: { type: 'boolean' },
  'signature-policy': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

class Wrong extends Error {
  readonly told: Message;
  constructor(told: Message) {
    super(told.en);
    this.told = told;
  }
}

const told = (...args: string[]): Message | undefined => {
  try {
    parseStrictly(args, OPTIONS, (detail) => new Wrong(detail));
    return undefined;
  } catch (error) {
    if (error instanceof Wrong) return error.told;
    throw error;
  }
};

for (const [args, en, ru] of [
  [['--nothing'], 'there is no option --nothing.', 'параметра --nothing нет.'],
  [['-x'], 'there is no option -x.', 'параметра -x нет.'],
  [
    ['--contant', 'x'],
    'there is no option --contant, there is --content.',
    'параметра --contant нет, есть --content.',
  ],
  [
    ['--signature', 'x'],
    'there is no option --signature, there is --signature-policy.',
    'параметра --signature нет, есть --signature-policy.',
  ],
  [
    ['--crls', 'x'],
    'there is no option --crls, there is --crl.',
    'параметра --crls нет, есть --crl.',
  ],
  [['--online=yes'], '--online takes no value.', '--online значения не принимает.'],
  [['-h=1'], 'there is no option -=.', 'параметра -= нет.'],
  [
    ['--content'],
    '--content has no value (one that begins with “-”: --content=-…).',
    'у --content нет значения (если оно начинается с «-»: --content=-…).',
  ],
  [
    ['--content', '--online'],
    '--content has no value (one that begins with “-”: --content=-…).',
    'у --content нет значения (если оно начинается с «-»: --content=-…).',
  ],
] as const) {
  test(`what is wrong with ${args.join(' ')} is said in both languages`, (t) => {
    t.deepEqual(told(...args), { ru, en });
  });
}

for (const args of [['--content', ''], ['--content='], ['--crl', 'a', '--crl', '']]) {
  test(`a variable that is not set is no folder that the caller stands in: ${JSON.stringify(args)}`, (t) => {
    t.regex(told(...args)?.en ?? '', / has no value/);
  });
}

test('an empty name is no file', (t) => {
  t.deepEqual(told('a.pdf', ''), {
    ru: 'пустое имя среди параметров.',
    en: 'an empty name is among the arguments.',
  });
});

test('what can be read is read', (t) => {
  t.is(told('a.pdf', '--content', 'b', '-h', '--crl', 'c', '--crl=-d', '--', '--e'), undefined);
});
