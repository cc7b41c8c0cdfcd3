import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { planTakeout } from './plan-takeout.ts';
import { judgePlan, type Plan, type PlannedFile, planFolder, type RefusedFile } from './plan-uploads.ts';
import { type Options, UsageError } from './read-options.ts';
import type { ThreadHash } from './thread-hash.ts';
import { type FoundFolder, walkFolder } from './walk-folder.ts';

/** What a command is to do, found out without the server. */
export interface Preparation {
  readonly root: string;
  readonly found: FoundFolder;
  readonly plan: Plan;
  /** The files of the plan that are worth asking the server for. */
  readonly taken: readonly PlannedFile[];
  readonly refused: readonly RefusedFile[];
  readonly hash: ThreadHash;
}

/** Looks through the folder and plans what goes where. Rejects with a UsageError where it cannot be read. */
export async function prepare(options: Options, hash: ThreadHash): Promise<Preparation> {
  const root = resolve(options.folder);
  const isFolder = await stat(root).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new UsageError(`${options.folder} is not a folder that can be read.`);
  const found = await walkFolder(root);
  const { albums } = options;
  const plan =
    albums.kind === 'takeout'
      ? await planTakeout(found.files, albums.rest, hash.hashPath)
      : planFolder(found.files, albums);
  return { root, found, plan, ...judgePlan(plan.files), hash };
}
