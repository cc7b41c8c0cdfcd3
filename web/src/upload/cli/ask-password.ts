import type { ReadStream } from 'node:tty';
import { UsageError } from './read-options.ts';

/** The person pressed Ctrl-C instead of typing a password. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

const enter = new Set(['\r', '\n', '\u0004']);
const interrupt = '\u0003';
const erase = new Set(['\u007f', '\b']);

/**
 * The member's password: from standard input where that was asked for, from PICUP_PASSWORD, or typed without being shown.
 * Never from the arguments, which every user of the machine can read.
 */
export async function askPassword(
  fromStdin: boolean,
  env: NodeJS.ProcessEnv,
  input: ReadStream,
  output: NodeJS.WriteStream,
): Promise<string> {
  if (fromStdin) return readAll(input);
  if (env.PICUP_PASSWORD) return env.PICUP_PASSWORD;
  if (!input.isTTY)
    throw new UsageError('Nobody is there to type a password: give PICUP_PASSWORD, or --password-stdin.');
  output.write('Password: ');
  try {
    return await typed(input);
  } finally {
    output.write('\n');
  }
}

async function readAll(input: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const piece of input.setEncoding('utf8')) text += piece;
  return text.replace(/\r?\n$/, '');
}

function typed(input: ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let password = '';
    const end = (settle: () => void) => {
      input.off('data', onData);
      input.setRawMode(false);
      input.pause();
      settle();
    };
    const onData = (keys: string) => {
      for (const key of keys) {
        if (enter.has(key)) return end(() => resolve(password));
        if (key === interrupt) return end(() => reject(new Interrupted()));
        password = erase.has(key) ? [...password].slice(0, -1).join('') : password + key;
      }
    };
    input.setRawMode(true);
    input.setEncoding('utf8');
    input.on('data', onData);
    input.resume();
  });
}
