import { type ProgramEnd, runProgram } from './run-program.ts';
import type { Workbench } from './workbench.ts';

const MiB = 1024 * 1024;

/**
 * Runs exiftool on a hostile file. It reads its own configuration as a program; ours is that there is none.
 * @param options.fileBytes the largest file it may write. @param options.timeoutMs wall time.
 * @throws like `runProgram`.
 */
export function exiftool(
  args: string[],
  { directory, signal }: Pick<Workbench, 'directory' | 'signal'>,
  options: { fileBytes?: number; timeoutMs?: number } = {},
): Promise<ProgramEnd> {
  const { fileBytes = 128 * MiB, timeoutMs = 60_000 } = options;
  return runProgram('exiftool', ['-config', '', '-q', '-q', '-m', '-api', 'LargeFileSupport=1', ...args], {
    timeoutMs,
    cpuSeconds: timeoutMs / 2_000,
    addressBytes: 768 * MiB,
    fileBytes,
    network: false,
    cwd: directory,
    signal,
  });
}
