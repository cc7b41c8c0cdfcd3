import { execFile, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { openLog } from './log-file.ts';
import { stopping, Trouble } from './terminal.ts';

const MAX_OUTPUT_BYTES = 16 * 1024 ** 2;

/**
 * Runs a program to its end; it is ended when Pic-up is told to stop.
 * @returns what it wrote to standard output.
 * @throws Trouble with the end of what it wrote, when it fails.
 */
export function runCommand(
  file: string,
  args: string[],
  { env = process.env, cwd }: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env, cwd, maxBuffer: MAX_OUTPUT_BYTES, signal: stopping.signal };
    execFile(file, args, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const said = `${stdout}\n${stderr}`.trim() || error.message;
      reject(new Trouble(`${file} ${args[0] ?? ''} failed:\n${said.split('\n').slice(-15).join('\n')}`));
    });
  });
}

/** Runs a program to its end with its words in a log; it is ended when Pic-up is told to stop. @returns whether it succeeded. */
export function runLogged(
  file: string,
  args: string[],
  log: string,
  { env = process.env, cwd }: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<boolean> {
  const output = openLog(log);
  return new Promise((resolve) => {
    const child = spawn(file, args, { env, cwd, stdio: ['ignore', output, output], signal: stopping.signal });
    closeSync(output);
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}
