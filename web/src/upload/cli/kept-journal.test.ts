import { appendFile, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { UploadRecord } from '../engine/upload-records.ts';
import { openJournal } from './kept-journal.ts';

const key = ['https://photos.example.com', 'member', '/photos'];
let state: string;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'picup-journal-'));
});
afterEach(() => rm(state, { recursive: true }));

const unable = () => expect.unreachable();
const record = (id: string): UploadRecord => ({
  id,
  albumId: 'album',
  albumName: 'Summer',
  name: `${id}.jpg`,
  folders: [],
  size: 1,
  contentType: 'image/jpeg',
  lastModified: 7,
  sha256: null,
  ticketId: null,
  rootId: null,
});

/** The journal's only file. */
async function fileOf(): Promise<string> {
  const [folder] = await readdir(state);
  const [file] = await readdir(join(state, folder ?? ''));
  return join(state, folder ?? '', file ?? '');
}

/** Lets the journal look as if another process had written it that is gone: no process has this number. */
async function orphan(): Promise<void> {
  const file = await fileOf();
  await rename(file, join(file, '..', '4194305.jsonl'));
}

test('the next run takes over what a killed one left, but for what was over', async () => {
  const first = await openJournal(state, key, unable);
  await first.keep([record('a'), record('b')]);
  await first.keep([{ ...record('a'), ticketId: 'ticket' }, record('c')]);
  await first.forget(['b']);
  await orphan();
  // Killed in the middle of a line.
  await appendFile(await fileOf(), '{"keep":{"id":"d","albu');

  const second = await openJournal(state, key, unable);
  const left = await second.takeOver();
  expect(left).toEqual([{ ...record('a'), ticketId: 'ticket' }, record('c')]);
  // And so does the one after it, though the second did nothing.
  await orphan();
  expect(await (await openJournal(state, key, unable)).takeOver()).toEqual(left);
});

test('another folder, member or server has a journal of its own', async () => {
  await (await openJournal(state, key, unable)).keep([record('a')]);
  await orphan();
  expect(await (await openJournal(state, [...key.slice(0, 2), '/others'], unable)).takeOver()).toEqual([]);
});

test('what a living process has under way is left to it', async () => {
  await (await openJournal(state, key, unable)).keep([record('a')]);
  const file = await fileOf();
  await rename(file, join(file, '..', `${process.ppid}.jsonl`));
  expect(await (await openJournal(state, key, unable)).takeOver()).toEqual([]);
});

test('nobody else may read it, and nothing stays of an upload that is over', async () => {
  const journal = await openJournal(state, key, unable);
  await journal.keep([record('a')]);
  const file = await fileOf();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(join(file, '..'))).mode & 0o777).toBe(0o700);
  await journal.forget(['a']);
  await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('where nothing can be noted the upload goes on, and that is told once', async () => {
  // A file stands where the folder would be made.
  const file = join(state, 'file');
  await appendFile(file, '');
  const tell = vi.fn();
  const journal = await openJournal(file, key, tell);
  expect(await journal.takeOver()).toEqual([]);
  await journal.keep([record('a')]);
  await journal.forget(['a']);
  expect(tell).toHaveBeenCalledTimes(1);
});

test('a disk that is full in the middle of it stops no upload', async () => {
  const tell = vi.fn();
  const journal = await openJournal(state, key, tell);
  await journal.keep([record('a')]);
  await rm(join(await fileOf(), '..'), { recursive: true });
  await journal.keep([record('b')]);
  expect(tell).toHaveBeenCalledTimes(1);
});
