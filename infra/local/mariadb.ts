import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkMysql } from './check-services.ts';
import { madeOnce } from './made-once.ts';
import type { Place, Service } from './place.ts';
import { runCommand } from './run-command.ts';

/** Starts a MariaDB of our own on the loopback address, with one user who may make databases. */
export async function startMariadb({ dir, state, group }: Place): Promise<Service> {
  const folder = join(dir, 'mariadb');
  const complete = madeOnce(folder);
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  if (complete) {
    const install = ['--no-defaults', ...asRoot, `--datadir=${join(folder, 'data')}`, '--skip-test-db'];
    await runCommand('mariadb-install-db', [...install, '--auth-root-authentication-method=normal']);
    complete();
  }
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  const init = join(folder, 'init.sql');
  writeFileSync(init, accountsSql(state.servicePassword), { mode: 0o600 });
  const args = [
    '--no-defaults',
    ...asRoot,
    `--datadir=${join(folder, 'data')}`,
    `--tmpdir=${join(folder, 'tmp')}`,
    `--init-file=${init}`,
    // No socket file: its path could be longer than the 107 bytes the system allows.
    '--socket=',
    '--bind-address=127.0.0.1',
    `--port=${state.ports.mariadb}`,
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--max-connections=500',
    '--skip-name-resolve',
  ];
  const server = group.supervise({ name: 'mariadb', file: 'mariadbd', args, env: process.env });
  const url = `mysql://picup:${state.servicePassword}@127.0.0.1:${state.ports.mariadb}/picup`;
  return {
    ready: async () => {
      await server.ready(async () => (await checkMysql(url)) === undefined);
      return { MYSQL_URL: url };
    },
  };
}

// Read at every start before the first connection: nobody but our own user gets in, root without a password least.
function accountsSql(password: string): string {
  return [
    "DELETE FROM mysql.global_priv WHERE User NOT IN ('picup', 'mariadb.sys');",
    'FLUSH PRIVILEGES;',
    `CREATE OR REPLACE USER 'picup'@'127.0.0.1' IDENTIFIED BY '${password}';`,
    "GRANT ALL PRIVILEGES ON *.* TO 'picup'@'127.0.0.1';",
    'CREATE DATABASE IF NOT EXISTS picup CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;',
    '',
  ].join('\n');
}
