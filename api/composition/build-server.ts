import { randomBytes, randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bytesSource } from '../../formats/byte-source.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import { sealBytes } from '../../signing/seal/seal-note.ts';
import { INTAKE_LIMITS } from '../../vault/documents/intake-ports.ts';
import type { Clock } from '../../vault/ports/clock.ts';
import type { JournalStore } from '../../vault/ports/metadata.ts';
import { judgeFile } from '../../vault/verification/judge-file.ts';
import { readSheetFonts } from '../../verify/cli/sheet-fonts.ts';
import { parseLogKey } from '../../verify/log/parse-log-key.ts';
import type { Config } from '../config.ts';
import { UPLOADS_AT_ONCE, uploadGate } from '../intake/upload-gate.ts';
import { signInKey } from '../keys/sign-in-key.ts';
import { addAllRoutes, type RoutePorts } from '../routes/all-routes.ts';
import type { ReadinessCheck } from '../routes/health.ts';
import { readDescription } from '../routes/openapi.ts';
import { readPages } from '../routes/pages.ts';
import { routesOf } from '../routes/router.ts';
import { createServer, type VaultServer } from '../server.ts';
import { authenticate } from '../sign-in/authenticate.ts';
import type { RateLimit } from '../sign-in/rate-limit.ts';
import { evidenceOfSeal } from './judging.ts';
import type { ServiceParts } from './service-parts.ts';
import type { Jobs } from './start-jobs.ts';
import { evidenceOfTokens } from './time-stamping.ts';

/** A person types slowly; a hundred behind one address still get in within minutes. */
const SIGN_IN_RATE: RateLimit = { burst: 60, perMinute: 60 };
/** Who verifies the whole journal reads some thousands of files at once. */
const JOURNAL_RATE: RateLimit = { burst: 20_000, perMinute: 6_000 };
/** Octets that must be free for the service to call itself ready. */
const FREE_SPACE = 64 * 1024 ** 2;

export interface ServerParts extends ServiceParts {
  readonly jobs: Pick<Jobs, 'state'>;
}

/** The HTTP side of the service; `origin` is asked anew for every request. */
export async function buildServer(
  config: Config,
  parts: ServerParts,
  origin: () => string,
): Promise<VaultServer> {
  const { log, clock, serverLimits } = parts.ports;
  const ports = await routePorts(config, parts, origin);
  return createServer({
    log,
    now: () => clock.now(),
    origin,
    behindProxy: config.behindProxy,
    ...(serverLimits === undefined ? {} : { limits: serverLimits }),
    routes: routesOf((router) => addAllRoutes(router, ports)),
  });
}

async function routePorts(
  config: Config,
  { ports, stores, journal, judging, scanner, timeStamps, jobs }: ServerParts,
  origin: () => string,
): Promise<RoutePorts> {
  const { clock, log } = ports;
  const now = () => clock.now();
  const random = (size: number) => randomBytes(size);
  const newId = () => randomUUID();
  const common = { ...stores, ...journal, clock, now, newId, judging, origin, randomBytes: random };
  const limits = {
    ...INTAKE_LIMITS,
    documentOctets: config.documentLimit,
    signatureOctets: config.signatureLimit,
  };
  const uploaded = limits.documentOctets + limits.signatures * limits.signatureOctets;
  return {
    ...common,
    ...(scanner === undefined ? {} : { scanner }),
    log,
    vkey: journal.signer.vkey,
    logName: config.logName,
    logKeys: await Promise.all(
      [journal.signer.vkey, ...journal.statements.former].map((line) =>
        parseLogKey(line, judging.algorithms),
      ),
    ),
    statements: journal.statements,
    algorithms: judging.algorithms,
    sealPackage: (octets) => sealBytes(journal.seal, octets, now(), judging.algorithms),
    sealEvidence: () => evidenceOfSeal(journal.seal, judging),
    tokenEvidence: (tokens) => evidenceOfTokens(tokens, judging),
    timeStamping: timeStamps !== undefined,
    authenticated: authenticate(common),
    parse: (cms) => parseSignedData(bytesSource(cms)),
    judge: (cms) => {
      const signature = { name: 'okno-sign-in.p7m', source: bytesSource(cms) };
      return judgeFile({ signature, now }, judging);
    },
    challengeKey: await signInKey(config.data),
    signInRate: ports.signInRate ?? SIGN_IN_RATE,
    journalRate: ports.journalRate ?? JOURNAL_RATE,
    limits,
    uploads: uploadGate({
      uploads: config.uploads ?? UPLOADS_AT_ONCE,
      stagedOctets: config.uploadOctets ?? 2 * uploaded,
    }),
    verifyLimit: config.documentLimit,
    sheetFonts: await readSheetFonts(),
    description: await readDescription(),
    pages: await readPages(fileURLToPath(new URL('../pages', import.meta.url))),
    checks: readiness(config, { stores, journal, jobs }, clock),
  };
}

/** Time never runs backwards in the journal: while the clock is behind its last entry, nothing can be fixed. */
function clockCheck(clock: Clock, journal: JournalStore): ReadinessCheck {
  return {
    name: 'clock',
    async check() {
      const head = await journal.head();
      const [last] = head === undefined ? [] : await journal.entries(head.size - 1, 1);
      const now = clock.now().toISOString();
      if (last !== undefined && now < last.time) {
        throw new Error(`the clock says ${now}, the last entry is of ${last.time}: set it right`);
      }
      return 'forward';
    },
  };
}

function readiness(
  { data }: Config,
  { stores, journal, jobs }: Pick<ServerParts, 'stores' | 'journal' | 'jobs'>,
  clock: Clock,
): readonly ReadinessCheck[] {
  const { metadata, shared, files } = stores;
  return [
    {
      name: 'metadata',
      async check() {
        await metadata.journal.head();
        return shared === undefined ? 'SQLite' : 'PostgreSQL';
      },
    },
    { name: 'documents', check: () => files.state() },
    { name: 'jobs', check: async () => jobs.state() },
    { name: 'journal', check: async () => (journal.leads() ? 'leads' : 'follows') },
    clockCheck(clock, metadata.journal),
    {
      name: 'space',
      async check() {
        const { bavail, bsize } = await statfs(data);
        const free = bavail * bsize;
        if (free < FREE_SPACE) throw new Error(`${free} octets are free`);
        return 'free';
      },
    },
  ];
}
