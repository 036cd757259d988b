import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { IntakePolicy } from '../vault/documents/intake-policy.ts';
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
  type OperatorConfig,
  octets,
  oidText,
  operatorOf,
  originText,
  portNumber,
  text,
  urlText,
} from './config-values.ts';

import { redisAddress, type S3Address, s3Of } from './engine-settings.ts';
import { intakeOf, type ScannerAddress, scannerOf } from './intake/intake-settings.ts';

export { ConfigError, type OperatorConfig } from './config-values.ts';

/** Everything that an operator can set: a JSON file, and over it variables `OKNO_…` of the environment. */
export interface Config {
  /** Folder of the database, the documents, `keys/` and `trust/`. */
  readonly data: string;
  /** Address of a PostgreSQL database, shared by any number of processes; absent: SQLite in the data folder. */
  readonly database?: string;
  /** Its password, or a file that holds it; absent: as the address says. */
  readonly databasePassword?: string;
  readonly databasePasswordFile?: string;
  /** Bucket of the documents; absent: files in the data folder. */
  readonly s3?: S3Address;
  readonly s3AccessKey?: string;
  /** Its secret, or a file that holds it. */
  readonly s3SecretKey?: string;
  readonly s3SecretKeyFile?: string;
  /** Redis that spreads jobs over processes; absent: each process looks after them itself. */
  readonly redis?: string;
  /** Its password, or a file that holds it; absent: as the address says. */
  readonly redisPassword?: string;
  readonly redisPasswordFile?: string;
  /** PEM file of the authorities that may have issued its certificate. */
  readonly redisAuthorities?: string;
  /**
   * File of the last signed head of the journal; absent: `last-head.json` in the data folder. Where a backup
   * of the data does not reach, it shows that an old copy was restored.
   */
  readonly lastHead?: string;
  /** Folder for the journal's public files (C2SP tlog-tiles), to be served by any web server; absent: none. */
  readonly journalFolder?: string;
  /** Folder of the archive, from which everything can be made again; absent: `archive` in the data folder. */
  readonly archive?: string;
  /** Folder of a second copy of the archive, on another disk; absent: none. */
  readonly archiveMirror?: string;
  /** Days in which every object of the archive is read again; absent: 90. */
  readonly checkDays?: number;
  /** Seconds between two writings of the archive; absent: 60. */
  readonly archiveSeconds?: number;
  readonly host: string;
  readonly port: number;
  /** What users see in the address line; absent: `http://host:port` as bound. */
  readonly origin?: string;
  readonly behindProxy: boolean;
  /** Name of the log in checkpoints (C2SP tlog-checkpoint origin). */
  readonly logName: string;
  /** Octets of one document and of one signature file. */
  readonly documentLimit: number;
  readonly signatureLimit: number;
  /** Uploads that one participant may have under way at once; absent: 8. */
  readonly uploads?: number;
  /** Octets of them on the disk; absent: two documents at their limit with all their signatures. */
  readonly uploadOctets?: number;
  /** Lets revocation addresses inside certificates lead to private networks: for a closed circuit. */
  readonly privateRevocationAddresses: boolean;
  /** PKCS#12 or PEM files of the seal; absent: `keys/seal.p12` or `keys/seal.key` and `keys/seal.crt`. */
  readonly sealPassword?: string;
  /** Folder of the master key's generations; absent: `keys/master` in the data folder. */
  readonly masterKeys?: string;
  /** Program and arguments that wrap and unwrap the master key (an HSM, a KMS); absent: the files hold it. */
  readonly masterKeyCommand?: readonly string[];
  /** Where the TSA answers (RFC 3161 §3.4) that proves the time of receipts; absent: no time-stamps. */
  readonly timeStampUrl?: string;
  /** OID of the TSA policy to ask for; absent: the TSA's own choice. */
  readonly timeStampPolicy?: string;
  /** Digest of the imprint, by name; absent: `sha256`. */
  readonly timeStampDigest?: string;
  /** Algorithm providers in order: the first that has an algorithm serves it; absent: those of the product. */
  readonly providers?: readonly string[];
  /** Validation policy: a file, or the name of a built-in one; absent: `default`. */
  readonly policy?: string;
  /** Documents of signature policies that signers name: `[OID=]PATH`; absent: none. */
  readonly signaturePolicies?: readonly string[];
  /** What intake does with each outcome; absent: the policy of the product. */
  readonly intake?: IntakePolicy;
  /** The scanner for malware (clamd); absent: none, and nothing is said about malware. */
  readonly scanner?: ScannerAddress;
  /** Name, ИНН and ОГРН of the operator, registered at the first start so that it can sign in. */
  readonly operator?: OperatorConfig;
}

interface Setting<T> {
  readonly name: string;
  /** Variable of the environment. */
  readonly variable: string;
  readonly read: (value: unknown, name: string) => T;
}

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
} satisfies Partial<Config>;

const SETTINGS = {
  data: { name: 'data', variable: 'OKNO_DATA', read: text },
  database: { name: 'database', variable: 'OKNO_DATABASE', read: databaseAddress },
  databasePassword: { name: 'databasePassword', variable: 'OKNO_DATABASE_PASSWORD', read: text },
  databasePasswordFile: {
    name: 'databasePasswordFile',
    variable: 'OKNO_DATABASE_PASSWORD_FILE',
    read: text,
  },
  s3: { name: 's3', variable: 'OKNO_S3', read: s3Of },
  s3AccessKey: { name: 's3AccessKey', variable: 'OKNO_S3_ACCESS_KEY', read: text },
  s3SecretKey: { name: 's3SecretKey', variable: 'OKNO_S3_SECRET_KEY', read: text },
  s3SecretKeyFile: { name: 's3SecretKeyFile', variable: 'OKNO_S3_SECRET_KEY_FILE', read: text },
  redis: { name: 'redis', variable: 'OKNO_REDIS', read: redisAddress },
  redisPassword: { name: 'redisPassword', variable: 'OKNO_REDIS_PASSWORD', read: text },
  redisPasswordFile: {
    name: 'redisPasswordFile',
    variable: 'OKNO_REDIS_PASSWORD_FILE',
    read: text,
  },
  redisAuthorities: { name: 'redisAuthorities', variable: 'OKNO_REDIS_AUTHORITIES', read: text },
  lastHead: { name: 'lastHead', variable: 'OKNO_LAST_HEAD', read: text },
  journalFolder: { name: 'journalFolder', variable: 'OKNO_JOURNAL_FOLDER', read: text },
  archive: { name: 'archive', variable: 'OKNO_ARCHIVE', read: text },
  archiveMirror: { name: 'archiveMirror', variable: 'OKNO_ARCHIVE_MIRROR', read: text },
  checkDays: { name: 'checkDays', variable: 'OKNO_CHECK_DAYS', read: count },
  archiveSeconds: { name: 'archiveSeconds', variable: 'OKNO_ARCHIVE_SECONDS', read: count },
  host: { name: 'host', variable: 'OKNO_HOST', read: text },
  port: { name: 'port', variable: 'OKNO_PORT', read: portNumber },
  origin: { name: 'origin', variable: 'OKNO_ORIGIN', read: originText },
  behindProxy: { name: 'behindProxy', variable: 'OKNO_BEHIND_PROXY', read: flag },
  logName: { name: 'logName', variable: 'OKNO_LOG_NAME', read: logNameText },
  documentLimit: { name: 'documentLimit', variable: 'OKNO_DOCUMENT_LIMIT', read: octets },
  signatureLimit: { name: 'signatureLimit', variable: 'OKNO_SIGNATURE_LIMIT', read: octets },
  uploads: { name: 'uploads', variable: 'OKNO_UPLOADS', read: count },
  uploadOctets: { name: 'uploadOctets', variable: 'OKNO_UPLOAD_OCTETS', read: octets },
  privateRevocationAddresses: {
    name: 'privateRevocationAddresses',
    variable: 'OKNO_PRIVATE_REVOCATION_ADDRESSES',
    read: flag,
  },
  sealPassword: { name: 'sealPassword', variable: 'OKNO_SEAL_PASSWORD', read: text },
  masterKeys: { name: 'masterKeys', variable: 'OKNO_MASTER_KEYS', read: text },
  masterKeyCommand: {
    name: 'masterKeyCommand',
    variable: 'OKNO_MASTER_KEY_COMMAND',
    read: names,
  },
  timeStampUrl: { name: 'timeStampUrl', variable: 'OKNO_TIME_STAMP_URL', read: urlText },
  timeStampPolicy: { name: 'timeStampPolicy', variable: 'OKNO_TIME_STAMP_POLICY', read: oidText },
  timeStampDigest: { name: 'timeStampDigest', variable: 'OKNO_TIME_STAMP_DIGEST', read: text },
  providers: { name: 'providers', variable: 'OKNO_PROVIDERS', read: names },
  policy: { name: 'policy', variable: 'OKNO_POLICY', read: text },
  signaturePolicies: {
    name: 'signaturePolicies',
    variable: 'OKNO_SIGNATURE_POLICIES',
    read: names,
  },
  intake: { name: 'intake', variable: 'OKNO_INTAKE', read: intakeOf },
  scanner: { name: 'scanner', variable: 'OKNO_SCANNER', read: scannerOf },
  operator: { name: 'operator', variable: 'OKNO_OPERATOR', read: operatorOf },
} satisfies { [K in keyof Config]-?: Setting<NonNullable<Config[K]>> & { name: K } };

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
  const at = <T>(spec: Setting<T>) => setting(spec, file, sources);
  return {
    ...INITIAL,
    ...withoutAbsent({
      database: at(SETTINGS.database),
      databasePassword: at(SETTINGS.databasePassword),
      databasePasswordFile: pathOf(SETTINGS.databasePasswordFile, file, sources),
      s3: s3Address(file, sources),
      s3AccessKey: at(SETTINGS.s3AccessKey),
      s3SecretKey: at(SETTINGS.s3SecretKey),
      s3SecretKeyFile: pathOf(SETTINGS.s3SecretKeyFile, file, sources),
      redis: at(SETTINGS.redis),
      redisPassword: at(SETTINGS.redisPassword),
      redisPasswordFile: pathOf(SETTINGS.redisPasswordFile, file, sources),
      redisAuthorities: pathOf(SETTINGS.redisAuthorities, file, sources),
      lastHead: pathOf(SETTINGS.lastHead, file, sources),
      journalFolder: pathOf(SETTINGS.journalFolder, file, sources),
      archive: pathOf(SETTINGS.archive, file, sources),
      archiveMirror: pathOf(SETTINGS.archiveMirror, file, sources),
      checkDays: at(SETTINGS.checkDays),
      archiveSeconds: at(SETTINGS.archiveSeconds),
      host: at(SETTINGS.host),
      port: at(SETTINGS.port),
      origin: at(SETTINGS.origin),
      behindProxy: at(SETTINGS.behindProxy),
      logName: at(SETTINGS.logName),
      documentLimit: at(SETTINGS.documentLimit),
      signatureLimit: at(SETTINGS.signatureLimit),
      uploads: at(SETTINGS.uploads),
      uploadOctets: at(SETTINGS.uploadOctets),
      privateRevocationAddresses: at(SETTINGS.privateRevocationAddresses),
      sealPassword: at(SETTINGS.sealPassword),
      masterKeys: pathOf(SETTINGS.masterKeys, file, sources),
      masterKeyCommand: at(SETTINGS.masterKeyCommand),
      policy: policyPath(file, sources),
      signaturePolicies: documentPaths(file, sources),
      intake: at(SETTINGS.intake),
      scanner: at(SETTINGS.scanner),
      operator: at(SETTINGS.operator),
      timeStampUrl: at(SETTINGS.timeStampUrl),
      timeStampPolicy: at(SETTINGS.timeStampPolicy),
      timeStampDigest: at(SETTINGS.timeStampDigest),
      providers: at(SETTINGS.providers)?.map((name) => providerName(name, file, sources)),
    }),
    data: dataFolder(at(SETTINGS.data) ?? INITIAL.data, file, sources),
  };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutAbsent<T extends object>(values: T): Present<T> {
  const out: Present<T> = { ...(values as Present<T>) };
  for (const key of Object.keys(out) as (keyof T)[]) if (out[key] === undefined) delete out[key];
  return out;
}

function dataFolder(data: string, file: Values, sources: ConfigSources): string {
  return resolve(folderOf(SETTINGS.data, file, sources), data);
}

function pathOf(spec: Setting<string>, file: Values, sources: ConfigSources): string | undefined {
  const path = setting(spec, file, sources);
  return path && resolve(folderOf(spec, file, sources), path);
}

/** A built-in policy goes by its name. */
function policyPath(file: Values, sources: ConfigSources): string | undefined {
  const given = setting(SETTINGS.policy, file, sources);
  const builtIn = BUILT_IN_NAMES.some((name) => name === given);
  return builtIn ? given : pathOf(SETTINGS.policy, file, sources);
}

function documentPaths(file: Values, sources: ConfigSources): readonly string[] | undefined {
  const folder = folderOf(SETTINGS.signaturePolicies, file, sources);
  return setting(SETTINGS.signaturePolicies, file, sources)?.map((word) => {
    const { id, path } = documentWord(word);
    const whole = resolve(folder, path);
    return id === undefined ? whole : `${id}=${whole}`;
  });
}

function s3Address(file: Values, sources: ConfigSources): S3Address | undefined {
  const address = setting(SETTINGS.s3, file, sources);
  if (address?.authorities === undefined) return address;
  const folder = folderOf(SETTINGS.s3, file, sources);
  return { ...address, authorities: resolve(folder, address.authorities) };
}

/** A provider's file is where it is, wherever the service is started from; a name stays a name. */
function providerName(name: string, file: Values, sources: ConfigSources): string {
  return /^\.{1,2}[\\/]/.test(name)
    ? resolve(folderOf(SETTINGS.providers, file, sources), name)
    : name;
}

/** Relative paths of a setting start from the file that has it, else from the caller's folder. */
function folderOf(
  { name, variable }: Pick<Setting<unknown>, 'name' | 'variable'>,
  file: Values,
  { file: path, environment, cwd }: ConfigSources,
): string {
  const fromFile = environment[variable] === undefined && file[name] !== undefined;
  return fromFile && path !== undefined ? dirname(path) : cwd;
}

type Values = Readonly<Record<string, unknown>>;

function setting<T>(spec: Setting<T>, file: Values, sources: ConfigSources): T | undefined {
  const fromEnvironment = sources.environment[spec.variable];
  if (fromEnvironment !== undefined) return spec.read(fromEnvironment, spec.variable);
  const fromFile = file[spec.name];
  return fromFile === undefined ? undefined : spec.read(fromFile, spec.name);
}

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
  const names = Object.keys(SETTINGS);
  for (const name of Object.keys(file)) {
    if (!names.includes(name)) throw new ConfigError(`${path}: unknown setting «${name}»`);
  }
  const variables = Object.values(SETTINGS).map(({ variable }) => variable);
  for (const name of Object.keys(environment)) {
    if (name.startsWith('OKNO_') && name !== FAILPOINT && !variables.includes(name)) {
      throw new ConfigError(`unknown variable ${name}; known: ${variables.join(', ')}`);
    }
  }
}
