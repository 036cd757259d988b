import type { AddFault } from './fault.ts';
import { isUri } from './inspect-identity.ts';
import type { OcflVersion, PathsByDigest } from './inventory.ts';
import { type Member, membersOf, textsOf } from './members.ts';
import { conflictingPaths, parseVersionName, pathFault } from './paths.ts';

/** OCFL 1.1 §3.5.3. */
export function inspectVersions(
  json: ReadonlyMap<string, unknown>,
  manifest: PathsByDigest,
  add: AddFault,
): ReadonlyMap<string, OcflVersion> {
  const versions = new Map<string, OcflVersion>();
  if (!json.has('versions')) {
    add('E043', 'no key "versions"');
    return versions;
  }
  const members = membersOf(json.get('versions'));
  if (members === undefined) {
    add('E044', 'versions is no JSON object');
    return versions;
  }
  for (const [name, value] of members) {
    const version = inspectVersion(name, value, manifest, add);
    if (version !== undefined) versions.set(name, version);
  }
  inspectNames(
    members.map(([name]) => name),
    add,
  );
  const used = new Set([...versions.values()].flatMap(({ state }) => [...state.keys()]));
  if (
    members.every(([, value]) => membersOf(new Map(membersOf(value)).get('state')) !== undefined)
  ) {
    for (const digest of manifest.keys()) {
      if (!used.has(digest)) add('E107', `digest ${digest} of the manifest is in no state`);
    }
  }
  return versions;
}

/** Version numbers are 1, 2, 3 … without a gap, all padded alike or none (OCFL 1.1 §3.3). */
export function inspectNames(names: readonly string[], add: AddFault): void {
  if (names.length === 0) add('E008', 'there is no version');
  const parsed = names.flatMap((name) => {
    const version = parseVersionName(name);
    if (version === undefined) {
      add(name.startsWith('v') ? 'E105' : 'E104', `"${name}" is no name of a version`);
    }
    return version === undefined ? [] : [version];
  });
  const sorted = parsed.sort((a, b) => a.number - b.number);
  const [first] = sorted;
  if (first === undefined) return;
  if (first.number !== 1) add('E009', `the first version is ${first.number}`);
  for (const [at, { number }] of sorted.entries()) {
    if (number > first.number + at) {
      add('E010', `version ${first.number + at} is missing`);
      break;
    }
  }
  const paddings = new Set(sorted.map(({ padding }) => padding));
  if (first.padding > 0 && paddings.has(0)) {
    add('E011', 'a version without a zero follows padded ones');
  } else if (paddings.size > 1) {
    add('E012', 'versions are padded in different ways');
  }
  if (first.padding > 0) add('W001', 'version numbers are padded with zeros');
}

function inspectVersion(
  name: string,
  value: unknown,
  manifest: PathsByDigest,
  add: AddFault,
): OcflVersion | undefined {
  const members = membersOf(value);
  if (members === undefined) {
    add('E047', `${name} is no JSON object`);
    return undefined;
  }
  const json = new Map(members);
  for (const key of json.keys()) {
    if (!['created', 'state', 'message', 'user'].includes(key)) {
      add('E102', `${name} has the unknown key "${key}"`);
    }
  }
  for (const key of ['created', 'state']) {
    if (!json.has(key)) add('E048', `${name} has no key "${key}"`);
  }
  const created = json.get('created');
  if (json.has('created') && !isMoment(created)) {
    add('E049', `${name}: created is ${JSON.stringify(created)}`);
  }
  const state = json.has('state')
    ? inspectState(name, json.get('state'), manifest, add)
    : undefined;
  const message = json.get('message');
  if (json.has('message') && typeof message !== 'string')
    add('E094', `${name}: message is no text`);
  const user = inspectUser(name, json.get('user'), add);
  for (const key of ['message', 'user']) if (!json.has(key)) add('W007', `${name} has no ${key}`);
  return {
    created: typeof created === 'string' ? created : '',
    state: state ?? new Map(),
    ...(typeof message === 'string' ? { message } : {}),
    ...(user === undefined ? {} : { user }),
  };
}

function inspectState(
  name: string,
  value: unknown,
  manifest: PathsByDigest,
  add: AddFault,
): PathsByDigest {
  const members = membersOf(value);
  const state = new Map<string, readonly string[]>();
  if (members === undefined) {
    add('E050', `${name}: state is no JSON object`);
    return state;
  }
  for (const [digest, paths] of members) inspectStateEntry(name, [digest, paths], state, add);
  for (const digest of state.keys()) {
    if (!manifest.has(digest)) add('E050', `${name}: digest ${digest} is not in the manifest`);
  }
  const all = [...state.values()].flat();
  for (const path of all) {
    const fault = pathFault(path);
    if (fault === 'ends') add('E053', `${name}: logical path "${path}"`);
    if (fault === 'elements') add('E052', `${name}: logical path "${path}"`);
  }
  for (const path of conflictingPaths(all)) {
    add('E095', `${name}: logical path "${path}" is not the only one`);
  }
  return state;
}

function inspectStateEntry(
  name: string,
  [digest, value]: Member,
  state: Map<string, readonly string[]>,
  add: AddFault,
): void {
  const paths = textsOf(value);
  if (paths === undefined) add('E051', `${name}: ${digest} has no array of logical paths`);
  else state.set(digest, paths);
}

function inspectUser(name: string, value: unknown, add: AddFault): OcflVersion['user'] {
  if (value === undefined) return undefined;
  const json = new Map(membersOf(value) ?? []);
  const user = json.get('name');
  const address = json.get('address');
  if (typeof user !== 'string' || user === '') {
    add('E054', `${name}: user has no name`);
    return undefined;
  }
  for (const key of json.keys()) {
    if (key !== 'name' && key !== 'address')
      add('E102', `${name}: user has the unknown key "${key}"`);
  }
  if (typeof address !== 'string') {
    add('W008', `${name}: user has no address`);
    return { name: user };
  }
  if (!isUri(address)) add('W009', `${name}: address "${address}" is no URI`);
  return { name: user, address };
}

/** RFC 3339 §5.6 with seconds and a time zone, and a day that the calendar has. */
function isMoment(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const parts =
    /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/.exec(
      value,
    );
  if (parts === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map(Number);
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return (
    month >= 1 && month <= 12 && day >= 1 && day <= last && hour < 24 && minute < 60 && second <= 60
  );
}
