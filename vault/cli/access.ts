import { parseArgs } from 'node:util';
import { authorize } from '../access/authorize.ts';
import { ACTIONS, type Action, AUTHENTICATIONS, RULES } from '../access/rules.ts';
import type { Authentication, ParticipantKind } from '../model/participant.ts';
import { ACCESS_WORDS, type Language } from './access-words.ts';
import { type CommandPorts, localeOf, member, USAGE } from './command.ts';
import { ACCESS_OPTIONS } from './option-tables.ts';

const KINDS = Object.keys(AUTHENTICATIONS) as readonly ParticipantKind[];
const SIGN_INS: readonly Authentication[] = [
  'qualified-signature',
  'esia-two-factor',
  'simple-signature',
  'system-key',
  'system-certificate',
];

/** `okno access explain`: the table of access as it is enforced, or one decision. Exit code 1: denied. */
export async function run(args: readonly string[], ports: CommandPorts): Promise<number> {
  const options = readOptions(args);
  const language = options?.lang === undefined ? localeOf(ports.environment) : options.lang;
  const words = ACCESS_WORDS[language];
  if (options?.help === true) {
    ports.stdout.write(words.help({ kinds: KINDS, signIns: SIGN_INS, actions: ACTIONS }));
    return 0;
  }
  if (options === undefined) {
    ports.stderr.write(words.help({ kinds: KINDS, signIns: SIGN_INS, actions: ACTIONS }));
    return USAGE;
  }
  if (options.asked === undefined) {
    ports.stdout.write(tableText(language));
    return 0;
  }
  const { text, allowed } = decisionText(options.asked, language);
  ports.stdout.write(text);
  return allowed ? 0 : 1;
}

interface Asked {
  readonly kind: ParticipantKind;
  readonly authentication: Authentication;
  readonly action: Action;
}

interface Options {
  readonly lang?: Language | undefined;
  readonly help?: boolean | undefined;
  readonly asked?: Asked;
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
    if (values.help === true) return { lang, help: true };
    if (positionals.join(' ') !== 'explain' || (values.lang !== undefined && !lang))
      return undefined;
    const { kind, authentication, action } = values;
    if ([kind, authentication, action].every((each) => each === undefined)) return { lang };
    const asked = {
      kind: member(KINDS, kind),
      authentication: member(SIGN_INS, authentication),
      action: member(ACTIONS, action),
    };
    return isWhole(asked) ? { lang, asked } : undefined;
  } catch {
    return undefined; // parseArgs: an option that there is not
  }
}

function isWhole(asked: { readonly [K in keyof Asked]: Asked[K] | undefined }): asked is Asked {
  return Object.values(asked).every((each) => each !== undefined);
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

function decisionText({ kind, authentication, action }: Asked, language: Language) {
  const words = ACCESS_WORDS[language];
  const principal = { participantId: '', kind, authentication, state: 'active' } as const;
  const decision = authorize(principal, action);
  const asked = `${kind}, ${authentication}, ${action}`;
  if (!decision.allowed) {
    const text = `${asked}: ${words.denied}\n  ${words.reasons[decision.reason]} (${decision.paragraph})\n`;
    return { text, allowed: false };
  }
  const grounds = RULES.filter(
    (rule) => rule.kinds.includes(kind) && rule.actions.includes(action),
  );
  const lines = grounds.map(
    ({ ground, paragraph }) => `  ${words.grounds[ground]} (${paragraph})\n`,
  );
  const secret =
    action === 'document.read' && authentication !== 'qualified-signature'
      ? `  ${words.reasons['secret-needs-qualified-signature']} (D65-23-тайна)\n`
      : '';
  return { text: `${asked}: ${words.allowed}\n${lines.join('')}${secret}`, allowed: true };
}
