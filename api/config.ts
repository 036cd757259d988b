import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { documentWord } from '../verify/cli/read-signature-policies.ts';
import { BUILT_IN_NAMES } from '../verify/policy/built-in.ts';
import {
  ConfigError,
  count,
  databaseAddress,
  flag,
  logNameText,
  messageOf,
  names,
  octets,
  oidText,
  operatorOf,
  originText,
  pathText,
  portNumber,
  text,
  urlText,
} from './config-values.ts';
import { redisAddress, type S3Address, s3Of } from './engine-settings.ts';
import { intakeOf, scannerOf } from './intake/intake-settings.ts';

export { ConfigError, type OperatorConfig } from './config-values.ts';

/** Relative paths in `value` start from `folder`. Throws ConfigError that begins with `name`. */
type Reader<T> = (value: unknown, name: string, folder: string) => T;

/**
 * Everything that an operator can set, and how it is read: in a JSON file by these names, and over it in
 * variables of the environment (`lastHead` is `OKNO_LAST_HEAD`).
 */
const SETTINGS = {
  /** Folder of the database, the documents, `keys/` and `trust/`. */
  data: pathText,
  /** Address of a PostgreSQL database, shared by any number of processes; absent: SQLite in the data folder. */
  database: databaseAddress,
  /** Its password, or a file that holds it; absent: as the address says. */
  databasePassword: text,
  databasePasswordFile: pathText,
  /** Bucket of the documents; absent: files in the data folder. */
  s3: s3Address,
  s3AccessKey: text,
  /** Its secret, or a file that holds it. */
  s3SecretKey: text,
  s3SecretKeyFile: pathText,
  /** Redis that spreads jobs over processes; absent: each process looks after them itself. */
  redis: redisAddress,
  /** Its password, or a file that holds it; absent: as the address says. */
  redisPassword: text,
  redisPasswordFile: pathText,
  /** PEM file of the authorities that may have issued its certificate. */
  redisAuthorities: pathText,
  /**
   * File of the last signed head of the journal; absent: `last-head.json` in the data folder. Where a backup
   * of the data does not reach, it shows that an old copy was restored.
   */
  lastHead: pathText,
  /** Folder for the journal's public files (C2SP tlog-tiles), to be served by any web server; absent: none. */
  journalFolder: pathText,
  /** Folder of the archive, from which everything can be made again; absent: `archive` in the data folder. */
  archive: pathText,
  /** Folder of a second copy of the archive, on another disk; absent: none. */
  archiveMirror: pathText,
  /** Days in which every object of the archive is read again; absent: 90. */
  checkDays: count,
  /** Seconds between two writings of the archive; absent: 60. */
  archiveSeconds: count,
  host: text,
  port: portNumber,
  /** What users see in the address line; absent: `http://host:port` as bound. */
  origin: originText,
  behindProxy: flag,
  /** Name of the log in checkpoints (C2SP tlog-checkpoint origin). */
  logName: logNameText,
  /** Octets of one document and of one signature file. */
  documentLimit: octets,
  signatureLimit: octets,
  /** Uploads that one participant may have under way at once; absent: 8. */
  uploads: count,
  /** Octets of them on the disk; absent: two documents at their limit with all their signatures. */
  uploadOctets: octets,
  /** Lets revocation addresses inside certificates lead to private networks: for a closed circuit. */
  privateRevocationAddresses: flag,
  /** PKCS#12 or PEM files of the seal; absent: `keys/seal.p12` or `keys/seal.key` and `keys/seal.crt`. */
  sealPassword: text,
  /** Folder of the master key's generations; absent: `keys/master` in the data folder. */
  masterKeys: pathText,
  /** Program and arguments that wrap and unwrap the master key (an HSM, a KMS); absent: the files hold it. */
  masterKeyCommand: names,
  /** Where the TSA answers (RFC 3161 §3.4) that proves the time of receipts; absent: no time-stamps. */
  timeStampUrl: urlText,
  /** OID of the TSA policy to ask for; absent: the TSA's own choice. */
  timeStampPolicy: oidText,
  /** Digest of the imprint, by name; absent: `sha256`. */
  timeStampDigest: text,
  /** Algorithm providers in order: the first that has an algorithm serves it; absent: those of the product. */
  providers: providerNames,
  /** Validation policy: a file, or the name of a built-in one; absent: `default`. */
  policy: policyPath,
  /** Documents of signature policies that signers name: `[OID=]PATH`; absent: none. */
  signaturePolicies: documentPaths,
  /** What intake does with each outcome; absent: the policy of the product. */
  intake: intakeOf,
  /** The scanner for malware (clamd); absent: none, and nothing is said about malware. */
  scanner: scannerOf,
  /** Name, ИНН and ОГРН of the operator, registered at the first start so that it can sign in. */
  operator: operatorOf,
} satisfies Readonly<Record<string, Reader<unknown>>>;

const GIB = 1024 ** 3;

const INITIAL = {
  data: 'okno-data',
  host: '127.0.0.1',
  port: 8080,
  behindProxy: false,
  logName: 'okno-vault.example/journal',
  documentLimit: 4 * GIB,
  signatureLimit: 16 * 1024 ** 2,
  privateRevocationAddresses: false,
} satisfies { [K in SettingName]?: Settings[K] };

type SettingName = keyof typeof SETTINGS;
type Settings = { readonly [K in SettingName]: ReturnType<(typeof SETTINGS)[K]> };
type Always = keyof typeof INITIAL;

/** What was set; only what has an initial value is always there. Paths are absolute. */
export type Config = Pick<Settings, Always> & Partial<Omit<Settings, Always>>;

export interface ConfigSources {
  /** Path of the JSON file, if any; relative paths inside it are relative to its folder. */
  readonly file?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder for relative paths in the environment. */
  readonly cwd: string;
}

/** Rejects with ConfigError that names the setting, what it is and what it should be. */
export async function readConfig(sources: ConfigSources): Promise<Config> {
  const file = sources.file === undefined ? {} : await readFileSettings(sources.file);
  refuseUnknown(file, sources);
  const given = Object.entries(SETTINGS).flatMap(([name, read]) => {
    const found = find(name, file, sources);
    return found === undefined ? [] : [[name, read(found.value, found.name, found.folder)]];
  });
  const data = resolve(sources.cwd, INITIAL.data);
  return { ...INITIAL, data, ...Object.fromEntries(given) };
}

interface Found {
  readonly value: unknown;
  /** As the operator wrote it: of the setting, or of the variable. */
  readonly name: string;
  /** Where relative paths start: the file's folder, else the caller's. */
  readonly folder: string;
}

function find(name: string, file: Values, sources: ConfigSources): Found | undefined {
  const variable = variableOf(name);
  const fromEnvironment = sources.environment[variable];
  if (fromEnvironment !== undefined) {
    return { value: fromEnvironment, name: variable, folder: sources.cwd };
  }
  const value = file[name];
  const folder = sources.file === undefined ? sources.cwd : dirname(sources.file);
  return value === undefined ? undefined : { value, name, folder };
}

/** `lastHead` is `OKNO_LAST_HEAD`. */
function variableOf(name: string): string {
  return `OKNO_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}

/** A built-in policy goes by its name. */
function policyPath(value: unknown, name: string, folder: string): string {
  const builtIn = BUILT_IN_NAMES.find((each) => each === value);
  return builtIn ?? pathText(value, name, folder);
}

function documentPaths(value: unknown, name: string, folder: string): readonly string[] {
  return names(value, name).map((word) => {
    const { id, path } = documentWord(word);
    const whole = resolve(folder, path);
    return id === undefined ? whole : `${id}=${whole}`;
  });
}

function s3Address(value: unknown, name: string, folder: string): S3Address {
  const address = s3Of(value, name);
  const { authorities } = address;
  return authorities === undefined
    ? address
    : { ...address, authorities: resolve(folder, authorities) };
}

/** A provider's file is where it is, wherever the service is started from; a name stays a name. */
function providerNames(value: unknown, name: string, folder: string): readonly string[] {
  return names(value, name).map((each) =>
    /^\.{1,2}[\\/]/.test(each) ? resolve(folder, each) : each,
  );
}

type Values = Readonly<Record<string, unknown>>;

async function readFileSettings(path: string): Promise<Values> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new ConfigError(`cannot read ${path}: ${messageOf(cause)}`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError(`${path} must hold a JSON object`);
  }
  return Object.fromEntries(Object.entries(value));
}

/** Of the tests that kill the process between two steps (../faults/failpoint.md). */
const FAILPOINT = 'OKNO_FAILPOINT';

/** A mistyped setting that is silently ignored is the worst kind. */
function refuseUnknown(file: Values, { file: path, environment }: ConfigSources): void {
  const known = Object.keys(SETTINGS);
  for (const name of Object.keys(file)) {
    if (!known.includes(name)) throw new ConfigError(`${path}: unknown setting «${name}»`);
  }
  const variables = known.map(variableOf);
  for (const name of Object.keys(environment)) {
    if (name.startsWith('OKNO_') && name !== FAILPOINT && !variables.includes(name)) {
      throw new ConfigError(`unknown variable ${name}; known: ${variables.join(', ')}`);
    }
  }
}
