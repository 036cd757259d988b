// Every route, walked as every kind of principal, answers as the access table says (para. 13 (ж), 21, 23, 32).
import Router from '@koa/router';
import test from 'ava';
import { authorize } from '../../vault/access/authorize.ts';
import type { Denial } from '../../vault/access/decision.ts';
import type { Authentication, Principal } from '../../vault/model/participant.ts';
import { type Answer, clientOf } from '../client.fixture.ts';
import type { RequestState } from '../http/context.ts';
import { addAllRoutes, type RoutePorts } from '../routes/all-routes.ts';
import { type Stage, sharedEnding, startStage } from '../service.fixture.ts';
import { OF_THE_SESSION, PUBLIC, ROUTES, type RouteRow } from './route-rows.fixture.ts';
import {
  createWalkWorld,
  NOWHERE,
  type Place,
  type Walker,
  type WalkWorld,
} from './world.fixture.ts';

const SIGN_INS: readonly Authentication[] = [
  'qualified-signature',
  'esia-two-factor',
  'simple-signature',
  'system-key',
  'system-certificate',
];

const ending = sharedEnding();
let stage: Stage;
let world: WalkWorld;
test.before(async (t) => {
  t.timeout(300_000);
  stage = await startStage(ending, { tsa: { down: false } });
  world = await createWalkWorld(stage);
});
test.after.always(() => ending.end());

test('a route without a row in the table of routes, or a row without a route, is a fault', (t) => {
  const router = new Router<RequestState>();
  const ports: Partial<RoutePorts> = {
    authenticated: async () => undefined,
    signInRate: { burst: 1, perMinute: 1 },
    journalRate: { burst: 1, perMinute: 1 },
    now: () => new Date(),
    pages: new Map(),
    description: Buffer.alloc(0),
  };
  addAllRoutes(router, ports as RoutePorts);
  const real = router.stack.flatMap(({ methods, path }) =>
    methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${path}`),
  );
  const known = [...Object.keys(ROUTES), ...Object.keys(OF_THE_SESSION), ...PUBLIC];
  t.deepEqual(real.toSorted(), known.toSorted());
});

test.serial('para. 21: without a session every route of the table is 401', async (t) => {
  const visitor = clientOf(stage.origin);
  const [place] = world.places;
  world.entries();
  for (const [route, { call }] of Object.entries(ROUTES)) {
    const { status } = await call(visitor, place ?? NOWHERE);
    t.is(status, 401, route);
  }
  // Nobody is known who did anything: what is tried without a session fills no journal.
  t.deepEqual(world.entries(), []);
});

/** What the table says of one call: allowed, or the denial. */
function expected({ action, and, on }: RouteRow, place: Place, principal: Principal) {
  const first = authorize(principal, action, world.object(on, place));
  if (!first.allowed || and === undefined) return first;
  const second = authorize(principal, and, world.object('document', place));
  // The way is open and nothing is there for this principal.
  return second.allowed ? second : ({ ...second, reason: 'no-grant' } satisfies Denial);
}

/** What is wrong with an answer under the decision, or undefined. */
function fault(answer: Answer, decision: ReturnType<typeof authorize>, { on }: RouteRow) {
  const { status, json } = answer;
  const facts = [json['reason'], json['paragraph']].filter((fact) => typeof fact === 'string');
  const said = [status, ...facts].join(' ');
  if (decision.allowed) {
    return status >= 500 || [401, 403, 404].includes(status)
      ? `allowed, answered ${said}`
      : undefined;
  }
  const hidden = decision.reason === 'no-grant' && on !== 'unk';
  const wanted = hidden ? '404' : `403 ${decision.reason} ${decision.paragraph}`;
  return said === wanted ? undefined : `${wanted} wanted, answered ${said}`;
}

const codeOf = ({ json }: Answer) => String(json['type']).replace('urn:okno:problem:', '');

/** What one call must leave in the journal (para. 13 (з)): exactly one entry, whatever became of it. */
function entryOf({ entry, action, on }: RouteRow, call: Call): string {
  const { answer, principal, place } = call;
  if (!authorize(principal, action, world.object(on, place)).allowed) return 'access.denied';
  if (answer.status >= 400) return `action.refused ${entry} ${codeOf(answer)}`;
  // Nothing else that the walk sends changes anything.
  const again = entry === 'delegation.revoked' && revoked.has(place.delegationId);
  if (entry === 'delegation.revoked') revoked.add(place.delegationId);
  return again ? `action.repeated ${entry}` : entry;
}

interface Call {
  readonly principal: Principal;
  readonly place: Place;
  readonly answer: Answer;
}

const revoked = new Set<string>();

/** The entries as `entryOf` writes them, from which nobody but the walker speaks. */
function entriesLeft({ participantId, delegate }: Principal): readonly string[] {
  return world.entries().map(({ action, actor, content }) => {
    const { action: tried, part, code } = content;
    const shown = action.startsWith('action.') ? [action, tried, part, code] : [action, part];
    const told = action === 'access.denied' ? [action] : shown;
    const own = actor['participant'] === (delegate?.participantId ?? participantId);
    return [
      ...told.filter((word) => typeof word === 'string'),
      ...(own ? [] : ['of another']),
    ].join(' ');
  });
}

/** All routes as one principal, at every place: what is wrong. */
async function walk({ principal, client }: Walker): Promise<readonly string[]> {
  const faults: string[] = [];
  world.entries();
  for (const [route, row] of Object.entries(ROUTES)) {
    for (const place of ['nothing', 'new-contract'].includes(row.on)
      ? world.places.slice(0, 1)
      : world.places) {
      const decision = expected(row, place, principal);
      const answer = await row.call(client, place);
      const wrong = fault(answer, decision, row);
      if (wrong !== undefined) faults.push(`${route} (${place.name}): ${wrong}`);
      const left = entriesLeft(principal).join(', ');
      const wanted = entryOf(row, { principal, place, answer });
      if (left !== wanted) faults.push(`${route} (${place.name}): ${left} for ${wanted}`);
    }
  }
  return faults;
}

for (const authentication of SIGN_INS) {
  test.serial(
    `every route as everybody who signed in by ${authentication} answers as the table says`,
    async (t) => {
      t.timeout(300_000);
      for (const person of world.people) {
        t.deepEqual(await walk(world.walker(person, authentication, 'active')), [], person.name);
      }
    },
  );
}

for (const state of ['suspended', 'terminated'] as const) {
  test.serial(
    `para. 17 (б), 22: every route as everybody who is ${state} answers as the table says`,
    async (t) => {
      t.timeout(300_000);
      for (const person of world.people) {
        world.setState(person.participantId, state);
        const faults = await walk(world.walker(person, 'qualified-signature', state));
        world.setState(person.participantId, 'active');
        t.deepEqual(faults, [], person.name);
      }
    },
  );
}

test.serial(
  'para. 23: what one may not see answers in the same octets as what is not there, and both are journalled',
  async (t) => {
    const [place] = world.places;
    if (place === undefined) throw new Error('no place');
    let compared = 0;
    for (const person of world.people) {
      const { principal, client } = world.walker(person, 'qualified-signature', 'active');
      for (const [route, row] of Object.entries(ROUTES)) {
        const decision = expected(row, place, principal);
        if (decision.allowed || decision.reason !== 'no-grant' || row.on === 'unk') continue;
        world.entries();
        const hidden = await row.call(client, place);
        const absent = await row.call(client, NOWHERE);
        t.is(told(hidden, place), told(absent, NOWHERE), `${route} as ${person.name}`);
        if (row.and === undefined)
          t.deepEqual(entriesLeft(principal), ['access.denied', 'access.denied'], route);
        compared += 1;
      }
    }
    t.true(compared > 50, String(compared));
  },
);

test.serial('para. 13 (з): whatever a session asks of itself leaves its entry', async (t) => {
  const person = world.people.find(({ name }) => name === 'a trader acting for the owner');
  if (person?.delegate === undefined) throw new Error('no such person');
  const { client } = world.walker(person, 'qualified-signature', 'active');
  const { delegation } = person.delegate;
  for (const [route, entry] of Object.entries(OF_THE_SESSION)) {
    const [method = '', path = ''] = route.split(' ');
    world.entries();
    const answer = await (method === 'PUT'
      ? client.put(path, { delegation })
      : client.send(method, path));
    t.true(answer.status < 300, `${route}: ${answer.status}`);
    t.deepEqual(
      world.entries().map(({ action }) => action),
      [entry],
      route,
    );
  }
  t.is((await client.get('/v1/session')).status, 401);
  t.deepEqual(world.entries(), []);
});

test.serial('what is open to everybody names nobody and leaves no entry', async (t) => {
  for (const route of PUBLIC.filter((each) => each.startsWith('GET '))) {
    const path = route.slice(4).replace('*path', '0/000.p/1').replace(/y$/, 'y?from=1&to=1');
    world.entries();
    await stage.exporter.get(path);
    await clientOf(stage.origin).get(path);
    t.deepEqual(world.entries(), [], route);
  }
  await clientOf(stage.origin).post('/v1/sign-in/challenges', {});
  t.deepEqual(world.entries(), []);
});

/** An answer but for the number of the request and the ids that were asked for. */
function told({ status, headers, bytes }: Answer, place: Place): string {
  const text = bytes.toString().replace(/urn:uuid:[\w-]+/, '');
  const ids = Object.values(place).reduce((said, id) => said.replaceAll(id, 'ID'), text);
  const kept = [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
  return JSON.stringify({ status, kept, ids });
}
