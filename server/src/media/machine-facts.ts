import { spawnSync } from 'node:child_process';
import { bareEnvironment, confinementFacts } from './confine.ts';

/** What a file needs outside of npm: what each program is for, and the option that makes it tell its version. */
const programs = {
  ffmpeg: { use: 'posters of videos', option: '-version' },
  ffprobe: { use: 'facts of videos', option: '-version' },
  'heif-convert': { use: 'fast decoding of HEIC; without it a slower decoder does', option: '--help' },
  exiftool: { use: 'previews of camera raw files', option: '-ver' },
} as const;

/** Which of the programs and protections that the pipeline builds on this machine has; to be logged once at start. */
export function machineFacts(env: Record<string, string> = bareEnvironment): {
  missing: { program: string; use: string }[];
  confinement: ReturnType<typeof confinementFacts>;
} {
  const missing = Object.entries(programs)
    .filter(([program, { option }]) => spawnSync(program, [option], { env, stdio: 'ignore' }).error)
    .map(([program, { use }]) => ({ program, use }));
  return { missing, confinement: confinementFacts() };
}
