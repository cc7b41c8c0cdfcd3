import { expect, test } from 'vitest';
import { readOptions, UsageError } from './read-options.ts';

const enough = ['photos', '--server', 'https://photos.example.com/', '--user', 'ada'];

test('a folder, a server and a name are enough', () => {
  expect(readOptions(enough)).toEqual({
    folder: 'photos',
    server: 'https://photos.example.com',
    user: 'ada',
    passwordFromStdin: false,
    albums: { kind: 'one', name: null },
    again: false,
    dryRun: false,
    json: false,
  });
  expect(readOptions(['photos', '--dry-run'])).toMatchObject({ dryRun: true });
  expect(readOptions(['--help'])).toBe('help');
});

test.each([
  [['--takeout'], { kind: 'takeout', rest: null }],
  [['--takeout', '--album', 'Old'], { kind: 'takeout', rest: 'Old' }],
  [['--album', ' Jeju '], { kind: 'one', name: 'Jeju' }],
  [['--album-per-folder'], { kind: 'each-folder' }],
])('%j chooses the albums', (args, albums) => {
  expect(readOptions([...enough, ...args])).toMatchObject({ albums });
});

test.each([
  [[]],
  [['photos']],
  [['photos', '--server', 'https://photos.example.com']],
  [['photos', '--server', 'photos.example.com', '--user', 'ada']],
  [['photos', '--server', 'ftp://photos.example.com', '--user', 'ada']],
  [[...enough, 'more']],
  [[...enough, '--album', ' ']],
  [[...enough, '--album', 'x'.repeat(101)]],
  [[...enough, '--album-per-folder', '--takeout']],
  // The arguments of a process are everybody's to read.
  [[...enough, '--password', 'secret']],
])('%j is refused in words', (args) => {
  expect(() => readOptions(args)).toThrow(UsageError);
});
