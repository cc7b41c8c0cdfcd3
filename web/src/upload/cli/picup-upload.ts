#!/usr/bin/env node
import { UploadApiError } from '../engine/upload-api.ts';
import { askPassword, Interrupted } from './ask-password.ts';
import { planLines } from './plan-lines.ts';
import { type Preparation, prepare } from './prepare-upload.ts';
import { type Options, readOptions, UsageError } from './read-options.ts';
import { upload } from './run-upload.ts';
import { ApiRefusal, Session } from './session.ts';
import { exitCodeOf, summaryLines } from './summary.ts';
import { createThreadHash } from './thread-hash.ts';
import { usage } from './usage.ts';

const stoppedByPerson = 130;

// Progress and questions go to the error stream: what is printed on the other one can be piped on.
const say = (line: string) => process.stderr.write(`${line}\n`);
const print = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    print(usage);
    return 0;
  }
  const stop = new AbortController();
  // A second one ends it at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const code = await run(options, stop.signal).catch(explain);
  return stop.signal.aborted ? stoppedByPerson : code;
}

async function run(options: Options, stop: AbortSignal): Promise<number> {
  say(`Looking through ${options.folder}`);
  const hash = createThreadHash();
  try {
    const preparation = await prepare(options, hash);
    if (stop.aborted) return stoppedByPerson;
    if (!options.dryRun) return await send(preparation, options, stop);
    for (const line of planLines(preparation)) print(line);
    return 0;
  } finally {
    await hash.close();
  }
}

async function send(preparation: Preparation, options: Options, stop: AbortSignal): Promise<number> {
  const password = await askPassword(options.passwordFromStdin, process.env, process.stdin, process.stderr);
  const session = new Session(options.server);
  const member = await session.signIn(options.user, password);
  try {
    const summary = await upload(preparation, options, session, member.id, process.stderr, stop);
    if (options.json) print(JSON.stringify(summary));
    else for (const line of summaryLines(summary, preparation.found)) print(line);
    return exitCodeOf(summary, preparation.found);
  } finally {
    await session.signOut();
  }
}

/** Says in a sentence what went wrong. */
function explain(error: unknown): number {
  if (error instanceof Interrupted) return stoppedByPerson;
  if (error instanceof UsageError) {
    say(`${error.message}\nSee picup-upload --help.`);
    return 2;
  }
  if (error instanceof ApiRefusal) say(error.message);
  else if (error instanceof UploadApiError && error.code === 'NETWORK')
    say('The server cannot be reached. Look at --server and at the network, then run this again.');
  else if (error instanceof UploadApiError) say('The server failed. Run this again later.');
  else throw error;
  return 1;
}

process.exitCode = await main().catch(explain);
