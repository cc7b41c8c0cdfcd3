// Runs on the machine's own Node (20 or newer) before any package is there: installs the packages when they are
// missing or out of date, then hands over to infra/local/<command>.ts on the Node 24 that came with them.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const [command, ...args] = process.argv.slice(2);
const npmPid = process.env.npm_lifecycle_event ? process.ppid : undefined;

let child;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child?.kill(signal));

// npm killed with -9 tells nobody: what it started must notice by itself.
if (npmPid) setInterval(() => process.ppid !== npmPid && child?.kill('SIGTERM'), 300).unref();

function run(file, argv, env) {
  return new Promise((resolve) => {
    child = spawn(file, argv, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', (error) => fail(`${file} can't be started: ${error.message}`));
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function packagesAreCurrent() {
  const installed = join(root, 'node_modules', '.pnpm', 'lock.yaml');
  return (
    existsSync(installed) &&
    readFileSync(installed, 'utf8') === readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')
  );
}

if (!packagesAreCurrent()) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  process.stdout.write(`Installing npm packages (${packageManager})\n`);
  // A machine set to production or to no "yes" would leave half of them out; CI keeps pnpm from asking.
  const install = [
    '-y',
    packageManager,
    'install',
    '--frozen-lockfile',
    '--prod=false',
    '--reporter=append-only',
  ];
  const code = await run('npx', install, { CI: 'true' });
  if (code !== 0) fail('The npm packages could not be installed; the lines above say why.');
}

const bin = join(root, 'node_modules', '.bin');
const bundled = join(bin, 'node');
if (!existsSync(bundled) && Number(process.versions.node.split('.')[0]) < 24) {
  fail(
    `Pic-up needs Node 24 or newer, and npm has none for ${process.platform} ${process.arch}: install it by hand.`,
  );
}
const node = existsSync(bundled) ? bundled : process.execPath;
process.exitCode = await run(node, [join(root, 'infra', 'local', `${command}.ts`), ...args], {
  PATH: [bin, process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter),
  PICUP_NPM_PID: npmPid ? String(npmPid) : '',
});
