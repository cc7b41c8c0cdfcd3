import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tailOf } from './log-file.ts';
import { runCommand, runLogged } from './run-command.ts';
import type { ServiceName } from './stack.ts';
import { say, step, Trouble } from './terminal.ts';

/** A Debian package, and a program or file that tells whether it is there. */
export type SystemPackage = { name: string; provides: string };

const ofServices: Record<ServiceName, SystemPackage[]> = {
  MariaDB: [
    { name: 'mariadb-server-core', provides: 'mariadbd' },
    { name: 'mariadb-client-core', provides: 'my_print_defaults' },
  ],
  Redis: [{ name: 'redis-server', provides: 'redis-server' }],
  RabbitMQ: [{ name: 'rabbitmq-server', provides: '/usr/lib/rabbitmq/bin/rabbitmq-server' }],
  'object storage': [
    { name: 'radosgw', provides: 'radosgw' },
    { name: 'ceph-mon', provides: 'ceph-mon' },
    { name: 'ceph-osd', provides: 'ceph-osd' },
  ],
};

const ofMedia: SystemPackage[] = [
  { name: 'ffmpeg', provides: 'ffmpeg' },
  { name: 'libheif-examples', provides: 'heif-convert' },
  { name: 'libimage-exiftool-perl', provides: 'exiftool' },
];

const ofTests: SystemPackage[] = [
  { name: 'curl', provides: 'curl' },
  { name: 'chromium', provides: 'chromium' },
  { name: 'fonts-noto-cjk', provides: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc' },
];

/** What our thumbnails are measured against. */
export const measuringMedia: SystemPackage[] = [{ name: 'libvips-tools', provides: 'vipsthumbnail' }];

/**
 * Brings the Debian packages that are missing on this machine for the private services, for media, and if wanted for
 * tests; says first which.
 * @param logDir where apt's own words go.
 * @param more what is needed besides.
 * @throws Trouble with the command to type when this user may not install packages, or apt fails.
 */
export async function ensurePackages(
  services: ServiceName[],
  logDir: string,
  tests = false,
  more: SystemPackage[] = [],
): Promise<void> {
  const names = missingPackages(services, tests, more);
  if (names.length === 0) return;
  const byHand = `apt-get install --no-install-recommends ${names.join(' ')}`;
  const how = await howToInstall();
  if (!how) {
    throw new Trouble(
      `These Debian packages are missing, and only root may install them. As root, type:\n  ${byHand}`,
    );
  }
  say(`Installing Debian packages: ${names.join(' ')}`);
  const log = join(logDir, 'apt.log');
  const script = fileURLToPath(new URL('apt-install.sh', import.meta.url));
  const [file = 'sh', ...args] = [...how, 'sh', script, ...names];
  await step('Debian packages', async () => {
    if (await runLogged(file, args, log)) return;
    throw new Trouble(`apt failed. By hand: ${byHand}\nThe end of ${log}:\n${tailOf(log)}`);
  });
}

/** The Debian packages that are missing on this machine for these services, for media, and if wanted for tests. */
export function missingPackages(
  services: ServiceName[],
  tests: boolean,
  more: SystemPackage[] = [],
): string[] {
  const wanted = [
    ...services.flatMap((service) => ofServices[service]),
    ...ofMedia,
    ...(tests ? ofTests : []),
    ...more,
  ];
  return wanted.filter(({ provides }) => !isThere(provides)).map(({ name }) => name);
}

/** What to put before a command so that it may install packages, without asking anybody; undefined where nothing helps. */
export async function howToInstall(): Promise<string[] | undefined> {
  if (!isThere('apt-get')) return undefined;
  if (process.getuid?.() === 0) return [];
  if (!isThere('sudo')) return undefined;
  const allowed = await runCommand('sudo', ['-n', 'true']).then(
    () => true,
    () => false,
  );
  return allowed ? ['sudo', '-n'] : undefined;
}

function isThere(program: string): boolean {
  if (program.startsWith('/')) return existsSync(program);
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}
