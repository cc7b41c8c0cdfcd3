import { statfs } from 'node:fs/promises';
import { MediaMachineError } from './media-error.ts';

/**
 * Refuses work that would fill the disk: that says nothing about the file, which waits until there is room.
 * @throws MediaMachineError
 */
export async function requireRoom(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < bytes) throw new MediaMachineError('The temporary folder has too little room');
}
