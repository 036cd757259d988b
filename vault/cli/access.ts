import { parseArgs } from 'node:util';
import { localeOf } from '../../verify/cli/locale.ts';
import type { Ground } from '../access/access-rule.ts';
import { ACTIONS } from '../access/action.ts';
import { RULES } from '../access/rules.ts';
import { AUTHENTICATIONS, SIGNED_ACTIONS, WHILE_SUSPENDED } from '../access/standing.ts';
import type { Authentication, ParticipantKind, ParticipantState } from '../model/participant.ts';
import { ACCESS_WORDS, type Language } from './access-words.ts';
import { type CommandPorts, member, USAGE } from './command.ts';
import { type AccessExplanation, type AccessQuestion, explainAccess } from './explain-access.ts';
import { ACCESS_OPTIONS } from './option-tables.ts';

const KINDS = Object.keys(AUTHENTICATIONS) as readonly ParticipantKind[];
const SIGN_INS: readonly Authentication[] = [
  'qualified-signature',
  'esia-two-factor',
  'simple-signature',
  'system-key',
  'system-certificate',
];
const STATES: readonly ParticipantState[] = ['active', 'suspended', 'terminated'];
const GROUNDS: readonly (Ground | 'none')[] = [
  ...new Set(RULES.map(({ ground }) => ground)),
  'none',
];
const LISTS = {
  kinds: KINDS,
  signIns: SIGN_INS,
  actions: ACTIONS,
  states: STATES,
  grounds: GROUNDS,
};

/** `okno access explain`: the table of access as it is enforced, or one decision. Exit code 1: denied. */
export async function run(args: readonly string[], ports: CommandPorts): Promise<number> {
  const options = readOptions(args);
  const language = options?.lang ?? localeOf(ports.environment);
  const { help } = ACCESS_WORDS[language];
  if (options === undefined || options.help === true) {
    (options === undefined ? ports.stderr : ports.stdout).write(help(LISTS));
    return options === undefined ? USAGE : 0;
  }
  const { asked, json } = options;
  if (asked === undefined) {
    ports.stdout.write(json ? jsonText(tableFacts()) : tableText(language));
    return 0;
  }
  const explained = explainAccess(asked);
  ports.stdout.write(
    json ? jsonText({ ...asked, ...explained }) : decisionText(asked, explained, language),
  );
  return explained.allowed ? 0 : 1;
}

interface Options {
  readonly lang?: Language | undefined;
  readonly help?: boolean | undefined;
  readonly json: boolean;
  readonly asked?: AccessQuestion;
}

/** Undefined: the call is wrong. */
function readOptions(args: readonly string[]): Options | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: ACCESS_OPTIONS,
    });
    const lang = member(['ru', 'en'] as const, values.lang);
    const format = member(['text', 'json'] as const, values.format ?? 'text');
    const json = format === 'json';
    if (values.help === true) return { lang, help: true, json };
    if (positionals.join(' ') !== 'explain' || format === undefined) return undefined;
    if (values.lang !== undefined && lang === undefined) return undefined;
    const { lang: _lang, format: _format, ...question } = values;
    if (Object.keys(question).length === 0) return { lang, json };
    const asked = questionIn(question);
    return asked && { lang, json, asked };
  } catch {
    return undefined; // parseArgs: an option that there is not
  }
}

interface Given {
  readonly kind?: string;
  readonly authentication?: string;
  readonly action?: string;
  readonly state?: string;
  readonly ground?: string;
  readonly secret?: boolean;
}

function questionIn(given: Given): AccessQuestion | undefined {
  const kind = member(KINDS, given.kind);
  const authentication = member(SIGN_INS, given.authentication);
  const action = member(ACTIONS, given.action);
  const state = member(STATES, given.state ?? 'active');
  const ground = member(GROUNDS, given.ground);
  if (kind === undefined || authentication === undefined || action === undefined) return undefined;
  if (state === undefined || (given.ground !== undefined && ground === undefined)) return undefined;
  const { secret = false } = given;
  return {
    kind,
    authentication,
    action,
    state,
    secret,
    ...(ground === undefined ? {} : { ground }),
  };
}

const jsonText = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

/** The table as data: everything that decides, by the names that the rules use. */
function tableFacts() {
  return {
    rules: RULES.map(({ paragraph, kinds, actions, ground, otherwise }) => {
      return { paragraph, kinds, actions, ground, otherwise };
    }),
    signIns: KINDS.map((kind) => ({ kind, ...AUTHENTICATIONS[kind] })),
    signedActions: [...SIGNED_ACTIONS].map(([action, unsigned]) => ({ action, ...unsigned })),
    whileSuspended: WHILE_SUSPENDED,
  };
}

function tableText(language: Language): string {
  const words = ACCESS_WORDS[language];
  const rules = RULES.map(
    ({ paragraph, kinds, actions, ground }) =>
      `${paragraph}\n  ${words.who}: ${kinds.join(', ')}\n  ${words.may}: ${actions.join(', ')}\n` +
      `  ${words.when}: ${words.grounds[ground]}\n`,
  );
  const signIns = KINDS.map((kind) => {
    const { paragraph, accepts } = AUTHENTICATIONS[kind];
    return `${paragraph}\n  ${words.who}: ${kind}\n  ${words.signsInBy}: ${accepts.join(', ')}\n`;
  });
  return `${words.rules}\n\n${rules.join('')}\n${words.signIns}\n\n${signIns.join('')}\n${words.notes}\n`;
}

function decisionText(
  { kind, authentication, action, state, ground, secret }: AccessQuestion,
  explained: AccessExplanation,
  language: Language,
): string {
  const words = ACCESS_WORDS[language];
  const more = [
    ...(state === 'active' ? [] : [state]),
    ...(ground === undefined ? [] : [ground]),
    ...(secret ? ['secret'] : []),
  ];
  const asked = [kind, authentication, action, ...more].join(', ');
  if (!explained.allowed) {
    const { reason, paragraph } = explained;
    return `${asked}: ${words.denied}\n  ${words.reasons[reason]} (${paragraph})\n`;
  }
  const lines = explained.grounds.map(
    (each) => `  ${words.grounds[each.ground]} (${each.paragraph})\n`,
  );
  const weak = action === 'document.read' && authentication !== 'qualified-signature';
  const warning = weak
    ? `  ${words.reasons['secret-needs-qualified-signature']} (D65-23-тайна)\n`
    : '';
  return `${asked}: ${words.allowed}\n${lines.join('')}${warning}`;
}
