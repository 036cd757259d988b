import { type ContractRoutePorts, contractRoutes } from './contracts.ts';
import { type DocumentRoutePorts, documentRoutes } from './documents.ts';
import { type EvidenceRoutePorts, evidenceRoutes } from './evidence.ts';
import { type HealthPorts, healthRoutes } from './health.ts';
import { type JournalRoutePorts, journalRoutes } from './journal.ts';
import { pageRoutes, type StaticFile } from './pages.ts';
import { type ParticipantRoutePorts, participantRoutes } from './participants.ts';
import { type RetrievalRoutePorts, retrievalRoutes } from './retrieval.ts';
import { routesOf } from './router.ts';
import { type SessionRoutePorts, sessionRoutes } from './session.ts';
import { type SignInPorts, signInRoutes } from './sign-in.ts';
import { type VerifyRoutePorts, verifyRoutes } from './verify.ts';
import { type VersionRoutePorts, versionRoutes } from './versions.ts';

export interface RoutePorts
  extends ContractRoutePorts,
    DocumentRoutePorts,
    EvidenceRoutePorts,
    HealthPorts,
    JournalRoutePorts,
    ParticipantRoutePorts,
    RetrievalRoutePorts,
    SessionRoutePorts,
    SignInPorts,
    VerifyRoutePorts,
    VersionRoutePorts {
  readonly pages: ReadonlyMap<string, StaticFile>;
}

/** The whole surface of the service. */
export function allRoutes(ports: RoutePorts) {
  return routesOf([
    (router) => healthRoutes(router, ports),
    (router) => pageRoutes(router, ports.pages),
    (router) => signInRoutes(router, ports),
    (router) => sessionRoutes(router, ports),
    (router) => participantRoutes(router, ports),
    (router) => contractRoutes(router, ports),
    (router) => documentRoutes(router, ports),
    (router) => evidenceRoutes(router, ports),
    (router) => versionRoutes(router, ports),
    (router) => retrievalRoutes(router, ports),
    (router) => verifyRoutes(router, ports),
    (router) => journalRoutes(router, ports),
  ]);
}
