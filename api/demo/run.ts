import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { languageOf } from '../../verify/cli/locale.ts';
import { DEMO_OPTIONS } from '../cli/option-tables.ts';
import type { CliPorts } from '../cli/ports.ts';
import { ConfigError } from '../config.ts';
import type { Language } from '../http/context.ts';
import { placeDocuments } from './chapter-documents.ts';
import { auditOffline, retrieve } from './chapter-evidence.ts';
import { meetPeople } from './chapter-people.ts';
import { answerRequest } from './chapter-requests.ts';
import { awaitTimeStamps } from './chapter-time-stamps.ts';
import { textOf } from './client.ts';
import { type EngineSettings, startEngines } from './engines.ts';
import { DemoError, expectStatus } from './expect.ts';
import { makeWorld, type RunningWorld } from './make-world.ts';
import { type Narrator, narratorOf } from './narrator.ts';

const USAGE = 64;

const HELP = {
  ru: `okno demo [--once] [--engines] [--data ПАПКА] [--port ПОРТ] [--lang ru|en]

Показывает службу в работе: тестовый УЦ, сервер на этой машине, размещение, отказ, банк, проверка без сервера.
  --once   выполнить и выйти (код 0 или 1); иначе сервер остаётся, и страница открывается по ссылке
  --engines  на PostgreSQL, S3 и Redis: заданных переменными OKNO_DATABASE, OKNO_S3, OKNO_REDIS, иначе запущенных здесь же
  --data   папка демонстрации (по умолчанию okno-demo); прежняя демонстрация в ней стирается
  --port   порт (по умолчанию свободный)
`,
  en: `okno demo [--once] [--engines] [--data FOLDER] [--port PORT] [--lang ru|en]

Shows the service at work: a test PKI, a server on this machine, placing, refusal, a bank, an offline audit.
  --once   run and exit (code 0 or 1); otherwise the server stays, and the page opens by the link printed
  --engines  on PostgreSQL, S3 and Redis: those that OKNO_DATABASE, OKNO_S3, OKNO_REDIS name, else started here
  --data   folder of the demonstration (okno-demo by default); an earlier demonstration in it is wiped
  --port   port (a free one by default)
`,
} as const;

interface Options {
  readonly once: boolean;
  readonly engines: boolean;
  readonly folder: string;
  readonly port: number;
}

/** `okno demo`. */
export async function run(args: readonly string[], ports: CliPorts): Promise<number> {
  const language = languageOf(args, ports.environment);
  if (args.includes('--help')) {
    ports.stdout.write(HELP[language]);
    return 0;
  }
  const options = readOptions(args, ports.cwd);
  if (options === undefined) {
    ports.stderr.write(HELP[language]);
    return USAGE;
  }
  try {
    return await tell(options, ports, language);
  } catch (error) {
    const reason =
      error instanceof DemoError || error instanceof ConfigError
        ? error.message
        : String(error instanceof Error ? error.stack : error);
    ports.stderr.write(`okno demo: ${reason}\n`);
    return 1;
  }
}

function readOptions(args: readonly string[], cwd: string): Options | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: DEMO_OPTIONS,
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535) return undefined;
    return { once: values.once, engines: values.engines, folder: resolve(cwd, values.data), port };
  } catch {
    return undefined; // an unknown option: the help says which there are
  }
}

async function tell(options: Options, ports: CliPorts, language: Language): Promise<number> {
  const write = (text: string) => void ports.stdout.write(text);
  const narrator = narratorOf({ write, language, now: ports.now });
  const { environment, cwd } = ports;
  if (!options.engines) return tellOn(undefined, { options, ports, narrator });
  const engines = await startEngines({ environment, cwd, narrator });
  try {
    return await tellOn(engines.settings, { options, ports, narrator });
  } finally {
    await engines.close();
  }
}

interface Telling {
  readonly options: Options;
  readonly ports: CliPorts;
  readonly narrator: Narrator;
}

async function tellOn(
  engines: EngineSettings | undefined,
  { options, ports, narrator }: Telling,
): Promise<number> {
  const { folder, port } = options;
  const more = engines === undefined ? {} : { engines };
  const world = await makeWorld({ folder, port, narrator, now: ports.now, ...more });
  try {
    if (engines !== undefined) await sayEngines(world);
    const actors = await meetPeople(world);
    const placed = await placeDocuments(world, actors.exporter);
    await awaitTimeStamps(world, actors.exporter, placed);
    await retrieve(world, actors, placed);
    await answerRequest(world, actors, placed);
    const evidence = await auditOffline(world, actors, placed);
    sayHowToRepeat(world, evidence, ports.cwd);
    if (options.once) return 0;
    const ticket = await actors.exporter.post('/v1/session/tickets', {});
    const link = textOf(expectStatus(ticket, 201, 'one-time link'), 'link');
    narrator.note({
      ru: `\nСтраница экспортёра (ссылка на один вход): ${link}\nОстановить: Ctrl+C`,
      en: `\nThe exporter’s page (a link for one entry): ${link}\nStop with Ctrl+C`,
    });
    await stopSignal();
    return 0;
  } finally {
    await world.close();
  }
}

/** By the service's own word. */
async function sayEngines({ origin, narrator }: RunningWorld): Promise<void> {
  const answer: unknown = await (await fetch(`${origin}/readyz`)).json();
  const states = Object.entries(typeof answer === 'object' ? Object(answer).engines : {});
  const list = states.map(([name, state]) => `${name}: ${String(state)}`).join('; ');
  narrator.tell({ paragraph: '13 (б)', ru: `Служба готова. ${list}`, en: `Ready. ${list}` });
}

function sayHowToRepeat({ files, narrator }: RunningWorld, evidence: string, cwd: string): void {
  const short = (path: string) => relative(cwd, path) || path;
  const command = [
    'npm run --silent okno -- verify',
    short(evidence),
    `--trust ${short(files.trust)}`,
    `--log-key ${short(files.logKey)}`,
  ].join(' ');
  narrator.note({
    ru: `\nПроверить самому, без сервера:\n  ${command}`,
    en: `\nVerify it yourself, without the server:\n  ${command}`,
  });
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
