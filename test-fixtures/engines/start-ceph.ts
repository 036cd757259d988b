// A real S3 store: Ceph's RADOS gateway over one storage daemon, from Debian's packages, in a temporary folder.
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type CephPlace, cephConfiguration } from './ceph-configuration.ts';
import { type Daemon, freePort, type Leash, leash, untilUp } from './leash.ts';

export const CEPH_PACKAGES = 'radosgw ceph-mon ceph-osd';

export interface CephOptions {
  /** `memstore` (quick, forgets at a restart of its storage daemon) unless told otherwise. */
  readonly store?: CephPlace['store'];
  /** PEM: the gateway answers over TLS. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

export interface Ceph {
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** SIGKILL of the gateway alone. */
  killGateway(): Promise<void>;
  /** Starts it again on the same port, over the same storage. */
  startGateway(): Promise<void>;
  /** The gateway takes connections and answers nothing, until it goes on. */
  freezeGateway(): Promise<void>;
  thawGateway(): Promise<void>;
  /** `radosgw-admin` with these arguments; answers what it printed. */
  readonly admin: (...args: readonly string[]) => Promise<string>;
  end(): Promise<void>;
}

const TRIES = 3;

/** Starts anew when somebody else was quicker at a port. Works as root and as an ordinary user. */
export async function startCeph(options: CephOptions = {}): Promise<Ceph> {
  for (let attempt = 1; ; attempt += 1) {
    const held = await leash('ceph');
    try {
      return await startIn(held, options);
    } catch (error) {
      await held.end();
      if (attempt === TRIES) throw error;
    }
  }
}

const execute = promisify(execFile);

async function startIn(held: Leash, options: CephOptions): Promise<Ceph> {
  const { folder } = held;
  const gatewayPort = await freePort();
  const place: CephPlace = {
    folder,
    fsid: randomUUID(),
    monitorPort: await freePort(),
    gatewayPort,
    store: options.store ?? 'memstore',
    ...(options.tls === undefined ? {} : { tls: await tlsFiles(folder, options.tls) }),
  };
  const conf = join(folder, 'ceph.conf');
  await writeFile(conf, cephConfiguration(place));
  for (const name of ['mon', 'osd', 'rgw']) await mkdir(join(folder, name));
  const monitor = await startMonitor(held, place);
  const storage = await startStorage(held, conf);
  const startGateway = () => held.start('rgw', 'radosgw', ['-c', conf, '-f', '-n', 'client.rgw']);
  let gateway = startGateway();
  const endpoint = `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${gatewayPort}`;
  const up = () => untilUp(() => answers(endpoint), [monitor, storage, gateway]);
  await up();
  const admin = async (...args: readonly string[]) => {
    const { stdout } = await execute('radosgw-admin', ['-c', conf, '-n', 'client.rgw', ...args]);
    return stdout;
  };
  const accessKey = randomBytes(10).toString('hex').toUpperCase();
  const secretKey = randomBytes(20).toString('hex');
  const user = ['user', 'create', '--uid=archive', '--display-name=archive'];
  await admin(...user, `--access-key=${accessKey}`, `--secret=${secretKey}`);
  return {
    endpoint,
    accessKey,
    secretKey,
    killGateway: () => gateway.kill(),
    async startGateway() {
      gateway = startGateway();
      await up();
    },
    freezeGateway: () => gateway.kill('SIGSTOP'),
    thawGateway: () => gateway.kill('SIGCONT'),
    admin,
    end: () => held.end(),
  };
}

async function tlsFiles(folder: string, tls: { certificate: string; key: string }) {
  const files = { certificate: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
  await copyFile(tls.certificate, files.certificate);
  await copyFile(tls.key, files.key);
  return files;
}

async function startMonitor(held: Leash, place: CephPlace): Promise<Daemon> {
  const { folder, fsid, monitorPort } = place;
  const [conf, keyring, map] = [
    join(folder, 'ceph.conf'),
    join(folder, 'keyring'),
    join(folder, 'monmap'),
  ];
  const key = (...args: readonly string[]) => execute('ceph-authtool', [keyring, '-g', ...args]);
  const all = (...daemons: readonly string[]) =>
    daemons.flatMap((each) => ['--cap', each, 'allow *']);
  await key('-C', '-n', 'mon.', ...all('mon'));
  await key('-n', 'client.admin', ...all('mon', 'osd', 'mgr'));
  await key('-n', 'client.rgw', '--cap', 'mon', 'allow rwx', '--cap', 'osd', 'allow rwx');
  await key('-n', 'osd.0', '--cap', 'mon', 'allow profile osd', ...all('osd'));
  const address = `[v2:127.0.0.1:${monitorPort}]`;
  await execute('monmaptool', ['--create', '--addv', 'a', address, '--fsid', fsid, map]);
  await execute('ceph-mon', [
    '-c',
    conf,
    '--mkfs',
    '-i',
    'a',
    '--monmap',
    map,
    '--keyring',
    keyring,
  ]);
  return held.start('mon', 'ceph-mon', ['-c', conf, '-f', '-i', 'a']);
}

async function startStorage(held: Leash, conf: string): Promise<Daemon> {
  const id = randomUUID();
  await execute('ceph', ['-c', conf, '--connect-timeout', '30', 'osd', 'new', id, '0']);
  await execute('ceph-osd', ['-c', conf, '--mkfs', '-i', '0', '--osd-uuid', id]);
  return held.start('osd', 'ceph-osd', ['-c', conf, '-f', '-i', '0']);
}

/** Whether the gateway answers: somebody else's server on its port is no S3. */
function answers(endpoint: string): Promise<boolean> {
  const { get } = endpoint.startsWith('https:') ? https : http;
  return new Promise((resolve) => {
    const asked = get(endpoint, { rejectUnauthorized: false, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.headers['x-amz-request-id'] !== undefined);
    });
    asked.setTimeout(5000, () => asked.destroy()).once('error', () => resolve(false));
  });
}
