import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below 32768: from there on the system hands ports to outgoing connections.
const [LOWEST, HIGHEST] = [15_000, 32_000];

/** Whether a port can be listened on right now, at one address or (without) at all of them. */
export function isFree(port: number, host?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A free loopback port that is not among `taken`. */
export async function choosePort(taken: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
    if (!taken.has(port) && (await isFree(port, '127.0.0.1'))) return port;
  }
}
