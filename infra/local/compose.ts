import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { root } from './root.ts';
import { runCommand } from './run-command.ts';
import { say, stopping } from './terminal.ts';

const file = join(root, 'infra', 'compose', 'compose.yaml');

/** Whether a Docker engine answers here. */
export function dockerAnswers(): Promise<boolean> {
  return runCommand('docker', ['info', '--format', '{{.ServerVersion}}']).then(
    () => true,
    () => false,
  );
}

/**
 * Runs Pic-up whole in a container, by Docker Compose, until told to stop; its data stays in a volume of this folder's own.
 * @returns the exit code.
 */
export async function runInCompose(port: number): Promise<number> {
  say('Its Debian packages cannot be installed here, so Pic-up runs in a container, by Docker Compose.');
  // Two copies in two folders are two projects.
  const project = `picup-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`;
  const compose = ['compose', '-f', file, '-p', project];
  const code = await run([...compose, 'up', '--build', '--no-log-prefix'], port);
  await run([...compose, 'down'], port);
  return stopping.signal.aborted ? 0 : code;
}

function run(args: string[], port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    // A group of its own: Ctrl-C reaches it once, from here.
    const child = spawn('docker', args, {
      env: { ...process.env, PORT: String(port) },
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    });
    const end = () => child.kill('SIGINT');
    stopping.signal.addEventListener('abort', end, { once: true });
    child.on('error', reject);
    child.on('close', (code) => {
      stopping.signal.removeEventListener('abort', end);
      resolve(code ?? 1);
    });
  });
}
