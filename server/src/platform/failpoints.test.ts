import { expect, it } from 'vitest';
import { armFailpoint, armFailpoints, failpoint } from './failpoints.ts';

it('a failpoint does nothing unless it is armed, and then what it is armed with', async () => {
  let met = 0;
  await failpoint('here');
  const disarm = armFailpoint('here', () => {
    met += 1;
  });
  await failpoint('here');
  await failpoint('elsewhere');
  disarm();
  await failpoint('here');
  expect(met).toBe(1);
});

it('failpoints are armed from text, by name or all at once, with a chance', async () => {
  armFailpoints('a.b=throw,*=throw:0');
  await expect(failpoint('a.b')).rejects.toThrow('failpoint');
  await failpoint('c');
});

it('a failpoint with a typing mistake is refused', () => {
  expect(() => armFailpoints('a=explode')).toThrow('a=explode');
});
