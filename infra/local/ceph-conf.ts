import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

const GIB = 1024 ** 3;
const LARGEST = 2048 * GIB;
const SMALLEST = 4 * GIB;
const UNIT = 64 * 1024 ** 2;

/** What differs between two private Ceph clusters. */
export type CephSettings = {
  folder: string;
  fsid: string;
  monPort: number;
  s3Port: number;
  /** The most that the store may ever hold. Its file is sparse: it takes the room of what is in it. */
  storeBytes: number;
};

/** Size for a new store on a disk with so much room: nearly all of it, in whole units, at most 2 TiB. */
export function storeBytes(freeBytes: number): number {
  const wanted = Math.max(SMALLEST, Math.min(LARGEST, freeBytes * 0.9));
  return Math.floor(wanted / UNIT) * UNIT;
}

/** Configuration of a cluster of one monitor, one store and one gateway on the loopback address. */
export function cephConf({ folder, fsid, monPort, s3Port, storeBytes: bytes }: CephSettings): string {
  return `[global]
fsid = ${fsid}
mon initial members = a
mon host = v2:127.0.0.1:${monPort}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
keyring = ${join(folder, 'keyring')}
run dir = ${folder}
admin socket =
log to file = false
log to stderr = true
err to stderr = true
mon cluster log to file = false
debug rocksdb = 0
debug bdev = 0
debug bluefs = 0
debug bluestore = 0
ms bind port min = ${monPort + 10}
ms bind port max = ${monPort + 100}
ms bind ipv6 = false
ms cluster mode = crc
ms service mode = crc
ms client mode = crc
ms mon cluster mode = crc
ms mon service mode = crc
ms mon client mode = crc
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon max pg per osd = 2000
# A disk that is nearly full for other reasons must not keep the monitor from starting.
mon data avail crit = 1
mon data avail warn = 1
# Alone, the monitor has nobody to wait for, and a client that met the store too early asks again at once:
# together these take the first start from 19 s to 3 s.
paxos propose interval = 0.02
paxos min wait = 0.01
objecter tick interval = 0.2
objecter timeout = 1
bdev aio poll ms = 20

[mon.a]
mon data = ${join(folder, 'mon')}

[osd.0]
osd data = ${join(folder, 'osd')}
osd objectstore = bluestore
osd memory target = 939524096
bluestore block create = true
bluestore block size = ${bytes}
bluestore fsck on mount = false

[client.rgw.a]
rgw data = ${join(folder, 'rgw')}
rgw frontends = beast endpoint=127.0.0.1:${s3Port}
rgw enable usage log = false
rgw thread pool size = 32
`;
}

/** New keys for every member of the cluster: without one of them nobody else on the machine can talk to it. */
export function cephKeyring(): string {
  const everything = 'allow *';
  return [
    entry('mon.', { mon: everything }),
    entry('client.admin', { mon: everything, osd: everything }),
    entry('osd.0', { mon: 'allow profile osd', osd: everything }),
    entry('client.rgw.a', { mon: 'allow rw', osd: 'allow rwx' }),
  ].join('');
}

function entry(name: string, caps: Record<string, string>): string {
  const lines = Object.entries(caps).map(([service, cap]) => `\tcaps ${service} = "${cap}"\n`);
  return `[${name}]\n\tkey = ${cephKey()}\n${lines.join('')}`;
}

// Ceph's form: type 1 (AES), when it was made, length, 16 random bytes; numbers little-endian.
function cephKey(): string {
  const head = Buffer.alloc(12);
  head.writeUInt16LE(1, 0);
  head.writeUInt32LE(Math.floor(Date.now() / 1000), 2);
  head.writeUInt16LE(16, 10);
  return Buffer.concat([head, randomBytes(16)]).toString('base64');
}
