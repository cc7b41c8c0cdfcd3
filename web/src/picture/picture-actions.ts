import type { ShortcutId } from '../keys/shortcuts.ts';
import type { KeyHandlers } from '../keys/usePageKeys.ts';
import type { IconName } from '../ui/Icon.tsx';
import type { GridPicture } from './grid-items.ts';
import type { ListedPicture } from './picture-lists.ts';

/** Something that can be done with pictures, from the selection and from the lightbox. */
export interface PictureAction {
  readonly id: string;
  readonly icon: IconName;
  readonly label: string;
  readonly shortcut?: ShortcutId;
  /** The pictures leave the list on the page. */
  readonly leaves: boolean;
  /** For one picture only, and only where this holds. */
  readonly single?: (picture: GridPicture) => boolean;
  /** Asks what has still to be asked; answers what does it, or null where it shall not be done after all. */
  readonly prepare: (pictures: readonly ListedPicture[]) => Promise<(() => void) | null>;
}

/** A picture of the page as lists know it. */
export const listed = ({ id, album }: GridPicture): ListedPicture => ({ id, albumId: album.id });

/** The keys of actions, each with what `run` makes of its action. */
export const keysOf = (
  actions: readonly PictureAction[],
  run: (action: PictureAction) => (() => void) | undefined,
): KeyHandlers =>
  Object.fromEntries(actions.flatMap((action) => (action.shortcut ? [[action.shortcut, run(action)]] : [])));
