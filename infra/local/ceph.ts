import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { cephConf, cephKeyring, storeBytes } from './ceph-conf.ts';
import { saveLocalState } from './local-state.ts';
import { madeOnce } from './made-once.ts';
import type { Place, Service } from './place.ts';
import { runCommand } from './run-command.ts';
import { Trouble } from './terminal.ts';

type Made = { fsid: string; osdUuid: string; storeBytes: number; monPort: number };

/** Starts an S3 of our own (Ceph radosgw) on the loopback address: monitor, store, gateway, and one user in it. */
export async function startCeph(place: Place): Promise<Service> {
  const { dir, state, group } = place;
  const folder = join(dir, 'ceph');
  const complete = madeOnce(folder);
  const made = complete ? await newCluster(folder, state.ports.mon) : readMade(folder);
  const conf = join(folder, 'ceph.conf');
  const settings = { folder, ...made, monPort: state.ports.mon, s3Port: state.ports.s3 };
  writeFileSync(conf, cephConf(settings), { mode: 0o600 });
  const monmap = join(folder, 'monmap');
  if (complete || made.monPort !== state.ports.mon) {
    const members = ['--addv', 'a', `[v2:127.0.0.1:${state.ports.mon}]`];
    await runCommand('monmaptool', ['--create', '--clobber', '--fsid', made.fsid, ...members, monmap]);
    const how = complete ? ['--mkfs', '--monmap', monmap] : ['--inject-monmap', monmap];
    await runCommand('ceph-mon', ['-c', conf, '-i', 'a', ...how]);
    saveMade(folder, { ...made, monPort: state.ports.mon });
  }

  // Stopped the other way round: a store whose monitor is gone waits for it, and a gateway for its store.
  const start = (name: string, file: string, args: string[]) =>
    group.supervise({ name, file, args: ['-c', conf, ...args, '-f'], env: process.env });
  start('ceph-mon', 'ceph-mon', ['-i', 'a']);
  if (complete) {
    await runCommand('ceph', ['-c', conf, '--connect-timeout', '30', 'osd', 'new', made.osdUuid, '0']);
    await runCommand('ceph-osd', ['-c', conf, '-i', '0', '--mkfs', '--osd-uuid', made.osdUuid]);
    complete();
  }
  start('ceph-osd', 'ceph-osd', ['-i', '0']);
  const gateway = start('radosgw', 'radosgw', ['-n', 'client.rgw.a']);
  const endpoint = `http://127.0.0.1:${state.ports.s3}`;
  return {
    ready: async () => {
      await gateway.ready(() => answers(endpoint));
      const keys = state.s3Keys ?? (await s3Keys(conf));
      if (!state.s3Keys) saveLocalState(dir, { ...state, s3Keys: keys });
      return {
        S3_ENDPOINT: endpoint,
        S3_REGION: 'us-east-1',
        S3_BUCKET: 'picup',
        S3_ACCESS_KEY_ID: keys.accessKeyId,
        S3_SECRET_ACCESS_KEY: keys.secretAccessKey,
        S3_FORCE_PATH_STYLE: 'true',
      };
    },
  };
}

async function newCluster(folder: string, monPort: number): Promise<Made> {
  for (const name of ['mon', 'osd', 'rgw']) mkdirSync(join(folder, name), { mode: 0o700 });
  writeFileSync(join(folder, 'keyring'), cephKeyring(), { mode: 0o600 });
  const disk = await statfs(folder);
  const made = {
    fsid: randomUUID(),
    osdUuid: randomUUID(),
    storeBytes: storeBytes(disk.bavail * disk.bsize),
    monPort,
  };
  saveMade(folder, made);
  return made;
}

function saveMade(folder: string, made: Made): void {
  writeFileSync(join(folder, 'made.json'), JSON.stringify(made), { mode: 0o600 });
}

function readMade(folder: string): Made {
  return JSON.parse(readFileSync(join(folder, 'made.json'), 'utf8'));
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(endpoint, { signal: AbortSignal.timeout(5_000) });
    return (await response.text()).includes('ListAllMyBuckets');
  } catch {
    return false;
  }
}

// Ceph makes the keys, so that they stand in no argument list. The user is there already when an earlier start made it
// and was killed before it had noted the keys down.
async function s3Keys(conf: string): Promise<{ accessKeyId: string; secretAccessKey: string }> {
  const admin = (...args: string[]) => runCommand('radosgw-admin', ['-c', conf, ...args, '--uid=picup']);
  const json = await admin('user', 'info').catch(() =>
    admin('user', 'create', '--display-name=Pic-up', '--max-buckets=0'),
  );
  const user: { keys?: { access_key: string; secret_key: string }[] } = JSON.parse(json);
  const key = user.keys?.[0];
  if (!key) throw new Trouble('Ceph made a user without keys; remove the data folder and start again.');
  return { accessKeyId: key.access_key, secretAccessKey: key.secret_key };
}
