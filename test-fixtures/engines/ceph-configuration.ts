export interface CephPlace {
  readonly folder: string;
  readonly fsid: string;
  readonly monitorPort: number;
  readonly gatewayPort: number;
  readonly store: 'memstore' | 'bluestore';
  /** PEM files: the gateway answers over TLS. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

/** One monitor, one storage daemon, one S3 gateway; nothing outside the folder, nothing beyond the loopback. */
export function cephConfiguration(place: CephPlace): string {
  const { folder, fsid, monitorPort, gatewayPort, store, tls } = place;
  // Without tcp_nodelay every small answer waits some 45 ms for the other side's acknowledgement.
  const frontend =
    tls === undefined
      ? `beast endpoint=127.0.0.1:${gatewayPort} tcp_nodelay=1`
      : `beast ssl_endpoint=127.0.0.1:${gatewayPort} ssl_certificate=${tls.certificate} ssl_private_key=${tls.key} tcp_nodelay=1`;
  return `[global]
fsid = ${fsid}
mon host = [v2:127.0.0.1:${monitorPort}/0]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
ms bind msgr1 = false
keyring = ${folder}/keyring
run dir = ${folder}
log file = ${folder}/$name.log
crash dir = ${folder}
admin socket =
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon data avail crit = 1
mon data avail warn = 1
mon max pg per osd = 1000
auth allow insecure global id reclaim = false
paxos propose interval = 0.05
paxos min wait = 0.01
[mon]
mon data = ${folder}/mon
mon initial members = a
[osd]
osd data = ${folder}/osd
osd objectstore = ${store}
memstore device bytes = 2147483648
bluestore block size = 4294967296
osd memory target = 939524096
osd op num shards = 2
[client.rgw]
rgw data = ${folder}/rgw
rgw thread pool size = 32
rgw frontends = ${frontend}
`;
}
