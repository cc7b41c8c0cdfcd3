import { readFile } from 'node:fs/promises';
import { contentTypeOf } from '../engine/file-kind.ts';
import { albumNameOf } from '../sources/album-name-of.ts';
import type { Plan, PlannedFile } from './plan-uploads.ts';
import { readTakeoutNote, type Sidecar, SidecarsOfFolder } from './takeout-sidecars.ts';
import type { FoundFile } from './walk-folder.ts';

// Each is a small file: read one by one, a large export would take minutes.
const notesAtOnce = 32;
/** What photos go to that are in no album. */
const restName = 'Google Photos';

/**
 * Plans a Google Takeout export: its albums, the dates that are written beside the files, and each photo once, although the
 * export has it in the folder of its year and in every album. JSON files are read and not uploaded.
 * @param rest the album for photos that are in none.
 */
export async function planTakeout(
  files: readonly FoundFile[],
  rest: string | null,
  hashPath: (path: string) => Promise<string>,
): Promise<Plan> {
  // A large export comes in several archives, and a photo and what is said of it may be in two of them: what counts is the
  // last folder's name, whatever is above it.
  const byFolder = Map.groupBy(files, (file) => file.folders.at(-1) ?? '');
  const inAlbums: PlannedFile[] = [];
  const inYears: PlannedFile[] = [];
  const trashed: FoundFile[] = [];
  for (const [folder, all] of byFolder) {
    const notes = await readNotes(all.filter(isNote));
    const { albumTitle } = notes;
    const others = all.filter((file) => !isNote(file));
    const media = others.filter(isMedia).map(({ name }) => name);
    const sidecars = new SidecarsOfFolder(notes.sidecars, media);
    const isAlbum = albumTitle !== null;
    const album = isAlbum ? albumNameOf([albumTitle || folder]) : rest;
    for (const file of others) {
      const sidecar = sidecars.of(file.name);
      if (sidecar?.isTrashed === true) trashed.push(file);
      else
        (isAlbum ? inAlbums : inYears).push({
          file,
          album: album ?? restName,
          takenAt: sidecar?.takenAt ?? null,
        });
    }
  }
  return { ...(await onceEach([...inAlbums, ...inYears], hashPath)), trashed };
}

async function readNotes(
  files: readonly FoundFile[],
): Promise<{ sidecars: Sidecar[]; albumTitle: string | null }> {
  const sidecars: Sidecar[] = [];
  let albumTitle: string | null = null;
  for (let from = 0; from < files.length; from += notesAtOnce) {
    const some = files.slice(from, from + notesAtOnce);
    const contents = await Promise.all(some.map(({ path }) => readJson(path)));
    some.forEach(({ name }, index) => {
      const note = readTakeoutNote(name, contents[index]);
      if (note?.kind === 'album') albumTitle = note.title;
      else if (note !== null) sidecars.push(note.sidecar);
    });
  }
  return { sidecars, albumTitle };
}

// One that cannot be read costs a date, and no photo.
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

/** Leaves of files with the same bytes the first, with the date of whichever has one. Only files of one size are read. */
async function onceEach(
  planned: readonly PlannedFile[],
  hashPath: (path: string) => Promise<string>,
): Promise<Pick<Plan, 'files' | 'copies'>> {
  const bySize = Map.groupBy(planned, ({ file }) => file.size);
  const first = new Map<string, PlannedFile>();
  const files: PlannedFile[] = [];
  const copies: FoundFile[] = [];
  const dates = new Map<PlannedFile, Date>();
  for (const one of planned) {
    const alike = bySize.get(one.file.size) ?? [];
    const hash =
      alike.length > 1 && isMedia(one.file) ? await hashPath(one.file.path).catch(() => null) : null;
    const before = hash === null ? undefined : first.get(hash);
    if (before === undefined) {
      files.push(one);
      if (hash !== null) first.set(hash, one);
    } else {
      copies.push(one.file);
      if (before.takenAt === null && one.takenAt !== null) dates.set(before, one.takenAt);
    }
  }
  return {
    files: files.map((one) => ({ ...one, takenAt: one.takenAt ?? dates.get(one) ?? null })),
    copies,
  };
}

function isNote({ name }: FoundFile): boolean {
  return /\.json$/i.test(name);
}

function isMedia({ name }: FoundFile): boolean {
  return contentTypeOf(name, '') !== null;
}
