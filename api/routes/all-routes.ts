import type Router from '@koa/router';
import type { Metadata } from '../../vault/ports/metadata.ts';
import type { RequestState } from '../http/context.ts';
import { type JournallingPorts, journalledRoutes } from '../journalling/journalled-routes.ts';
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
    JournallingPorts,
    ParticipantRoutePorts,
    QuarantineRoutePorts,
    RequestRoutePorts,
    RetrievalRoutePorts,
    SendingRoutePorts,
    SessionRoutePorts,
    SignInPorts,
    VerifyRoutePorts,
    VersionRoutePorts {
  readonly metadata: Metadata;
  readonly pages: ReadonlyMap<string, StaticFile>;
  readonly description: Buffer;
}

/** The whole surface of the service. */
export function addAllRoutes(router: Router<RequestState>, ports: RoutePorts): void {
  const routes = journalledRoutes(router, ports);
  healthRoutes(routes, ports);
  pageRoutes(routes, ports.pages);
  openApiRoutes(routes, ports.description);
  signInRoutes(routes, ports);
  sessionRoutes(routes);
  participantRoutes(routes);
  accessRoutes(routes);
  contractRoutes(routes);
  documentRoutes(routes);
  evidenceRoutes(routes);
  versionRoutes(routes);
  sendingRoutes(routes);
  quarantineRoutes(routes);
  requestRoutes(routes);
  retrievalRoutes(routes);
  verifyRoutes(routes);
  journalRoutes(routes, ports);
}
