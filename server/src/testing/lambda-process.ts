import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** How a call of the function ended. */
export type LambdaEnd = { result?: unknown; error?: string };

// What Lambda's runtime does with a function: it loads it once, and calls its handler with one event after the other.
const runtime = `
  const { handler } = await import(process.argv[1]);
  const context = { getRemainingTimeInMillis: () => 60_000 };
  process.on('message', (event) =>
    handler(event, context).then(
      (result) => process.send({ result }),
      (error) => process.send({ error: String(error) }),
    ),
  );
  process.send('ready');
`;

/** The built Lambda function in a process that has nothing of ours but what the function is given. */
export class LambdaProcess {
  readonly #process: ChildProcess;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(process_: ChildProcess) {
    this.#process = process_;
  }

  /**
   * Starts an instance of the function.
   * @param folder where it was built.
   * @param env its configuration, and all the environment it has.
   */
  static async start(folder: string, env: Record<string, string>): Promise<LambdaProcess> {
    const module_ = pathToFileURL(join(folder, 'lambda.js')).href;
    const started = spawn(process.execPath, ['--input-type=module', '--eval', runtime, module_], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const gone = once(started, 'exit').then(([code]) => {
      throw new Error(`The function ended at its start with ${code}.`);
    });
    await Promise.race([once(started, 'message'), gone]);
    gone.catch(() => undefined);
    return new LambdaProcess(started);
  }

  /** Calls the handler; calls of one instance wait for each other, as on Lambda. */
  invoke(event: unknown): Promise<LambdaEnd> {
    const call = this.#last.then(async (): Promise<LambdaEnd> => {
      const answered = once(this.#process, 'message');
      this.#process.send({ ...Object(event) });
      const [end] = await answered;
      return end;
    });
    this.#last = call;
    return call;
  }

  async close(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill();
    await ended;
  }
}
