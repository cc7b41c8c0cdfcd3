import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rememberedProcesses } from './remembered-processes.ts';
import { openGroup } from './supervise.ts';
import { yieldProcessor } from './yield-processor.ts';

it.runIf(existsSync('/proc/self/autogroup'))(
  'takes a smaller share for every service, and for nobody else',
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'picup-yield-'));
    const group = openGroup(dir);
    try {
      for (const name of ['store', 'gateway'])
        group.supervise({ name, file: 'sleep', args: ['60'], env: process.env });
      const before = readFileSync('/proc/self/autogroup', 'utf8');
      await expect.poll(() => yieldProcessor(dir)).toBe(2);
      const shares = rememberedProcesses(dir).map(({ identity }) =>
        readFileSync(`/proc/${identity.pid}/autogroup`, 'utf8').trim(),
      );
      expect(shares).toEqual([expect.stringMatching(/nice 10$/), expect.stringMatching(/nice 10$/)]);
      expect(readFileSync('/proc/self/autogroup', 'utf8')).toBe(before);
    } finally {
      await group.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },
);
