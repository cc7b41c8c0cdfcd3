import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { UploadRecord, UploadRecords } from '../engine/upload-records.ts';

type Line = { readonly keep: UploadRecord } | { readonly forget: string };

/** Where what is under way is noted: `$XDG_STATE_HOME/picup`, or `~/.local/state/picup`. */
export function stateFolder(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'picup');
}

/**
 * Notes what is under way for one server, member and folder, line by line, so that a killed process loses at most its last
 * line. Each process writes a file of its own and takes over those of processes that are gone. No token is ever in it.
 * @param onUnable is called once where nothing can be noted, as on a full disk: that stops no upload, only its resuming.
 */
export async function openJournal(
  state: string,
  key: readonly string[],
  onUnable: () => void,
): Promise<UploadRecords> {
  const folder = join(state, createHash('sha256').update(key.join('\0')).digest('hex').slice(0, 32));
  let isUnable = false;
  const unable = () => {
    if (!isUnable) onUnable();
    isUnable = true;
  };
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(unable);
  const mine = join(folder, `${process.pid}.jsonl`);
  const open = new Set<string>();
  let writing: Promise<void> = Promise.resolve();

  // In turn, and never two at once, so that lines do not mix.
  const append = (lines: readonly Line[]) => {
    writing = writing
      .then(async () => {
        // Nothing is under way any more: the next run need not read how it came to that.
        if (open.size === 0) return rm(mine, { force: true });
        const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
        await appendFile(mine, text, { mode: 0o600 });
      })
      .catch(unable);
    return writing;
  };

  return {
    keep(records) {
      for (const record of records) open.add(record.id);
      return append(records.map((record) => ({ keep: record })));
    },
    forget(ids) {
      for (const id of ids) open.delete(id);
      return append(ids.map((id) => ({ forget: id })));
    },
    async takeOver() {
      if (isUnable) return [];
      const left = new Map<string, UploadRecord>();
      const files = (await readdir(folder)).filter((name) => isLeftBehind(name));
      for (const name of files)
        for (const record of readLines(await readFile(join(folder, name), 'utf8')))
          left.set(record.id, record);
      const records = [...left.values()];
      for (const record of records) open.add(record.id);
      const text = records.map((record) => `${JSON.stringify({ keep: record } satisfies Line)}\n`).join('');
      // Written before the old ones go, so that a kill in between loses nothing.
      try {
        if (records.length > 0) await writeFile(mine, text, { mode: 0o600 });
        else await rm(mine, { force: true });
      } catch {
        unable();
        return records;
      }
      for (const name of files) if (join(folder, name) !== mine) await rm(join(folder, name));
      return records;
    },
  };
}

/** The files that the lines say are under way. A torn last line is passed over. */
function readLines(text: string): UploadRecord[] {
  const open = new Map<string, UploadRecord>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const said = parseLine(line);
    if (said === null) continue;
    if ('keep' in said) open.set(said.keep.id, said.keep);
    else open.delete(said.forget);
  }
  return [...open.values()];
}

function parseLine(line: string): Line | null {
  try {
    const said: Line = JSON.parse(line);
    return said;
  } catch {
    return null;
  }
}

function isLeftBehind(name: string): boolean {
  const pid = Number(/^(\d+)\.jsonl$/.exec(name)?.[1] ?? Number.NaN);
  if (Number.isNaN(pid)) return false;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // EPERM: it lives, and is somebody else's.
    return !(error instanceof Error && 'code' in error && error.code === 'EPERM');
  }
}
