import { expect, test } from 'vitest';
import { aBench, aSource, summer } from '../engine/testing/bench.ts';
import { progressLine } from './show-progress.ts';
import { exitCodeOf, summaryLines, summaryOf } from './summary.ts';

const found = { files: [], links: [], hidden: 0, unreadable: [] };

/** An upload of these, as it stands when it has come to its end. */
async function uploaded(sources: ReturnType<typeof aSource>[], losesLast = false) {
  const { clock, engine, store } = aBench();
  store.answerPut = ({ size }) =>
    losesLast && size === 6
      ? { kind: 'refused', status: 400, code: 'EntityTooSmall', retryAfterMs: null }
      : { kind: 'stored' };
  engine.add(sources, summer);
  await clock.turn(10_000);
  const taken = sources.map((source) => ({
    file: { ...source, path: source.name },
    album: 'Summer',
    takenAt: null,
  }));
  const plan = { files: taken, copies: [], trashed: [] };
  const preparation = {
    root: '/',
    found,
    plan,
    taken,
    refused: [],
    hash: { hashFile: async () => null, hashPath: async () => '', close: async () => undefined },
  };
  return { status: engine.snapshot(), summary: summaryOf(engine, preparation, 11) };
}

test('all that is there ends with 0, and one file that is not with 1, its name and what to do', async () => {
  const both = [aSource('a.jpg', 5), aSource('b.jpg', 6)];
  const { summary } = await uploaded(both);
  expect(exitCodeOf(summary, found)).toBe(0);
  expect(summaryLines(summary, found)).toEqual(['2 files uploaded (11\u00a0bytes)']);

  const { summary: lost, status } = await uploaded(both, true);
  expect(exitCodeOf(lost, found)).toBe(1);
  expect(summaryLines(lost, found)).toEqual([
    '1 file uploaded (5\u00a0bytes)',
    'Not uploaded:',
    '  b.jpg: the store refused it: run this again',
  ]);
  expect(progressLine(status)).toContain('2 of 2 files');
  // A folder that could not be read is something that is not there, too.
  expect(exitCodeOf(summary, { ...found, unreadable: ['Private'] })).toBe(1);
});
