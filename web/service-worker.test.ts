import { expect, test } from 'vitest';
import { keptFiles } from './service-worker.ts';

test('a file is known by its name where that holds a hash, else by what is in it', () => {
  const first = keptFiles(
    new Map([
      ['index.html', '<p>one</p>'],
      ['assets/index-abc.js', 'one'],
    ]),
  );
  expect(first).toEqual([
    { url: '/assets/index-abc.js', revision: null },
    { url: '/index.html', revision: expect.stringMatching(/^[0-9a-f]{16}$/) },
  ]);
  const [next] = keptFiles(new Map([['index.html', '<p>two</p>']]));
  expect(next?.revision).not.toBe(first[1]?.revision);
});
