import type { StorageMeter_StorageFragment } from './StorageMeter.generated.ts';

/** Less than a photo's worth of space counts as none. */
const least = 2 * 1024 * 1024;

/** Whether nothing more fits into a member's storage, which a line above every page says. */
export function isFull({ limitBytes, usedBytes }: StorageMeter_StorageFragment): boolean {
  return limitBytes - usedBytes < least;
}
