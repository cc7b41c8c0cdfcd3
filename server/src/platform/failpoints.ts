import { writeSync } from 'node:fs';

/** What happens to the process at a failpoint. */
type Action = (name: string) => void | Promise<void>;

const armed = new Map<string, Action>();

const actions: Record<string, Action> = {
  kill: (name) => {
    // Said first, so that whoever armed it learns where it died.
    writeSync(process.stderr.fd, `died at failpoint ${name}\n`);
    process.kill(process.pid, 'SIGKILL');
  },
  stop: () => void process.kill(process.pid, 'SIGSTOP'),
  throw: () => {
    throw new Error('A failpoint threw.');
  },
};

/**
 * Arms failpoints from text: `name=action[:chance]`, comma separated; the name `*` stands for every failpoint, the actions
 * are kill, stop and throw, the chance is 0 to 1.
 * @throws Error for an action that there is not, so that a chaos run with a typing mistake does not pass.
 */
export function armFailpoints(text: string): void {
  for (const entry of text.split(',').filter(Boolean)) {
    const [, name, verb, chance] = /^([\w.*]+)=(\w+)(?::([\d.]+))?$/.exec(entry.trim()) ?? [];
    const action = verb && actions[verb];
    if (!name || !action)
      throw new Error(`${entry} is not a failpoint; write name=kill, name=stop or name=throw:0.1.`);
    const odds = chance === undefined ? 1 : Number(chance);
    armFailpoint(name, (met) => (Math.random() < odds ? action(met) : undefined));
  }
}

/** Arms one failpoint with any action; answers the function that takes it away. For tests. */
export function armFailpoint(name: string, action: Action): () => void {
  armed.set(name, action);
  return () => void armed.delete(name);
}

/**
 * A named place between two side effects, where tests and chaos runs kill, stop or fail the process. Does nothing unless
 * armed.
 */
export async function failpoint(name: string): Promise<void> {
  if (armed.size > 0) await (armed.get(name) ?? armed.get('*'))?.(name);
}

// Read here and not in config.ts: a failpoint is no setting of the product, and must be armed before anything runs.
if (process.env.PICUP_FAILPOINTS) armFailpoints(process.env.PICUP_FAILPOINTS);
