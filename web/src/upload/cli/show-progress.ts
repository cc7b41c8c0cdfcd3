import type { Halt } from '../engine/halts.ts';
import type { UploadEngine, UploadStatus } from '../engine/upload-engine.ts';
import { bytesOf, durationOf, filesOf } from './words.ts';

const barWidth = 24;
// Where lines stay, as in a log, one now and then says enough.
const plainEveryMs = 10_000;

const halts: Readonly<Record<Halt, string>> = {
  paused: 'paused',
  offline: 'no network',
  'signed-out': 'signed out',
  'line-down': 'the store cannot be reached, trying again',
  'server-away': 'the server does not answer, trying again',
};

/** Shows how the upload goes: one line that changes on a terminal, else a line now and then. The answer ends that. */
export function showProgress(engine: UploadEngine, output: NodeJS.WriteStream): () => void {
  if (!output.isTTY) {
    let shownAt = Date.now();
    return engine.list.subscribe(() => {
      if (Date.now() - shownAt < plainEveryMs) return;
      shownAt = Date.now();
      output.write(`${progressLine(engine.snapshot())}\n`);
    });
  }
  const stop = engine.list.subscribe(() => {
    const bar = barOf(shareOf(engine.snapshot()));
    const line = `${bar} ${progressLine(engine.snapshot())}`;
    output.write(`\r${line.slice(0, Math.max(20, output.columns - 1))}\u001b[K`);
  });
  return () => {
    stop();
    output.write('\r\u001b[K');
  };
}

/** How far it is, in one line. */
export function progressLine(status: UploadStatus): string {
  const { byState, files, bytes, sentBytes, speed, secondsLeft, halt } = status;
  const over = byState.done + byState.duplicate + byState.refused + byState.failed;
  const parts = [
    `${Math.floor(shareOf(status) * 100)}%`,
    `${over.toLocaleString('en')} of ${filesOf(files)}`,
    `${bytesOf(sentBytes)} of ${bytesOf(bytes)}`,
  ];
  if (halt !== null) parts.push(halts[halt]);
  else if (speed > 0) parts.push(`${bytesOf(speed)}/s`);
  if (halt === null && secondsLeft !== null) parts.push(`${durationOf(secondsLeft)} left`);
  return parts.join(' · ');
}

function shareOf({ bytes, sentBytes }: UploadStatus): number {
  return bytes === 0 ? 0 : Math.min(1, sentBytes / bytes);
}

function barOf(share: number): string {
  const full = Math.round(share * barWidth);
  return '█'.repeat(full) + '░'.repeat(barWidth - full);
}
