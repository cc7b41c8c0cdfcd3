import { judgeFile } from '../engine/judge-file.ts';
import type { RefusalReason } from '../engine/upload-state.ts';
import { albumNameOf } from '../sources/album-name-of.ts';
import type { AlbumChoice } from './read-options.ts';
import type { FoundFile } from './walk-folder.ts';

/** A file with the album it goes to. */
export interface PlannedFile {
  readonly file: FoundFile;
  readonly album: string;
  /** For a file that does not say so itself. */
  readonly takenAt: Date | null;
}

/** What is to be uploaded, and what is left out for a reason of the export's own. */
export interface Plan {
  readonly files: readonly PlannedFile[];
  /** Files with the same bytes as one that is uploaded, in another album or in the folder of its year. */
  readonly copies: readonly FoundFile[];
  /** Files that were in the trash when they were exported. */
  readonly trashed: readonly FoundFile[];
}

/** Plans a plain folder. */
export function planFolder(
  files: readonly FoundFile[],
  choice: Exclude<AlbumChoice, { kind: 'takeout' }>,
): Plan {
  const albumOf = (file: FoundFile) => {
    if (choice.kind === 'one' && choice.name !== null) return choice.name;
    return albumNameOf(choice.kind === 'one' ? file.folders.slice(0, 1) : file.folders) ?? 'Uploads';
  };
  return {
    files: files.map((file) => ({ file, album: albumOf(file), takenAt: null })),
    copies: [],
    trashed: [],
  };
}

/** A file that cannot be uploaded, whatever the server says. */
export interface RefusedFile {
  readonly file: FoundFile;
  readonly reason: RefusalReason;
}

/** Parts what is worth asking the server for from what is not. */
export function judgePlan(files: readonly PlannedFile[]): { taken: PlannedFile[]; refused: RefusedFile[] } {
  const taken: PlannedFile[] = [];
  const refused: RefusedFile[] = [];
  for (const planned of files) {
    const { file } = planned;
    const reason = judgeFile({ ...file, type: '' }, null);
    if (reason === null) taken.push(planned);
    else refused.push({ file, reason });
  }
  return { taken, refused };
}
