import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** An empty folder for what a trial's processes say, kept for whoever looks into a finding. */
export function logsOf(trial: string): string {
  const folder = join(import.meta.dirname, '..', '..', 'test-results', 'chaos', trial);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
