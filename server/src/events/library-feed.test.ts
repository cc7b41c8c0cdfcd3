import { afterAll, expect, it } from 'vitest';
import { newId } from '../platform/ids.ts';
import { openHarness } from '../testing/harness.ts';
import { until, Wire } from '../testing/wire.ts';
import { type LibraryNews, shareOf } from './library-feed.ts';

const redis = new Wire(process.env.REDIS_URL ?? '');
await redis.open();
afterAll(() => redis.cut());
const { feed } = (await openHarness({ wires: { redis } })).deps;

it('lets nobody follow while Redis is away, though another of the member still holds on', async () => {
  const memberId = newId();
  const heard: LibraryNews['type'][] = [];
  const leave = await feed.follow(memberId, ({ type }) => heard.push(type));
  await redis.cut();
  await until(() => heard.includes('away'));
  await expect(feed.follow(memberId, () => undefined)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await redis.open();
  await until(() => heard.includes('missed'));
  leave();
});

it('gives a connection so many followers at a time, and keeps none for longer than it lasts', async () => {
  const memberId = newId();
  const share = shareOf(feed, 2);
  const heard: number[] = [];
  const follow = (number: number, by = share) =>
    by.follow(memberId, ({ type }) => type === 'changed' && heard.push(number));
  const first = await follow(1);
  await follow(2);
  await expect(follow(3)).rejects.toMatchObject({ code: 'BUSY' });
  first();
  const late = follow(4);
  share.close();
  await late;
  const leave = await follow(5, feed);
  feed.tell(memberId, { albums: [newId()] });
  await until(() => heard.length > 0);
  expect(heard).toEqual([5]);
  leave();
});
