import type Router from '@koa/router';
import type { RequestState } from '../http/context.ts';
import { type AccessRoutePorts, accessRoutes } from './access.ts';
import { type ContractRoutePorts, contractRoutes } from './contracts.ts';
import { type DocumentRoutePorts, documentRoutes } from './documents.ts';
import { type EvidenceRoutePorts, evidenceRoutes } from './evidence.ts';
import { type HealthPorts, healthRoutes } from './health.ts';
import { type JournalRoutePorts, journalRoutes } from './journal.ts';
import { openApiRoutes } from './openapi.ts';
import { pageRoutes, type StaticFile } from './pages.ts';
import { type ParticipantRoutePorts, participantRoutes } from './participants.ts';
import { type QuarantineRoutePorts, quarantineRoutes } from './quarantine.ts';
import { type RequestRoutePorts, requestRoutes } from './requests.ts';
import { type RetrievalRoutePorts, retrievalRoutes } from './retrieval.ts';
import { type SendingRoutePorts, sendingRoutes } from './sendings.ts';
import { type SessionRoutePorts, sessionRoutes } from './session.ts';
import { type SignInPorts, signInRoutes } from './sign-in.ts';
import { type VerifyRoutePorts, verifyRoutes } from './verify.ts';
import { type VersionRoutePorts, versionRoutes } from './versions.ts';

export interface RoutePorts
  extends AccessRoutePorts,
    ContractRoutePorts,
    DocumentRoutePorts,
    EvidenceRoutePorts,
    HealthPorts,
    JournalRoutePorts,
    ParticipantRoutePorts,
    QuarantineRoutePorts,
    RequestRoutePorts,
    RetrievalRoutePorts,
    SendingRoutePorts,
    SessionRoutePorts,
    SignInPorts,
    VerifyRoutePorts,
    VersionRoutePorts {
  readonly pages: ReadonlyMap<string, StaticFile>;
  readonly description: Buffer;
}

/** The whole surface of the service. */
export function addAllRoutes(router: Router<RequestState>, ports: RoutePorts): void {
  healthRoutes(router, ports);
  pageRoutes(router, ports.pages);
  openApiRoutes(router, ports.description);
  signInRoutes(router, ports);
  sessionRoutes(router, ports);
  participantRoutes(router, ports);
  accessRoutes(router, ports);
  contractRoutes(router, ports);
  documentRoutes(router, ports);
  evidenceRoutes(router, ports);
  versionRoutes(router, ports);
  sendingRoutes(router, ports);
  quarantineRoutes(router, ports);
  requestRoutes(router, ports);
  retrievalRoutes(router, ports);
  verifyRoutes(router, ports);
  journalRoutes(router, ports);
}
