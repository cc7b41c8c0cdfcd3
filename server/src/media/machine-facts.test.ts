import { expect, test } from 'vitest';
import { machineFacts } from './machine-facts.ts';

test('A machine that can do everything has nothing missing, and says which walls stand', () => {
  const { missing, confinement } = machineFacts();
  expect(missing).toEqual([]);
  expect(confinement).toMatchObject({ limits: true, diesWithParent: true });
});

test('A missing program is named with what it is for', () => {
  expect(machineFacts({ PATH: '/nowhere' }).missing).toContainEqual({
    program: 'ffmpeg',
    use: 'posters of videos',
  });
});
