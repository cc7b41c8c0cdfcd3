import { expect, it } from 'vitest';
import { openDeps } from './deps.ts';
import { newId } from './platform/ids.ts';
import { createLogger } from './platform/log.ts';
import { startApi } from './start-api.ts';
import { aMember } from './testing/builders.ts';
import { openLiveStand } from './testing/live-stand.ts';
import { until } from './testing/wire.ts';

const { harness, redis, mysql, otherDeps, opened, listen, listening } = await openLiveStand();

it('sends its clients elsewhere when it stops', async () => {
  const deps = openDeps(harness.config, createLogger('leaving', 'fatal'));
  const leaving = await startApi(deps, { port: 0, host: '127.0.0.1' });
  const stream = await listening(await aMember(harness), `http://127.0.0.1:${leaving.port}`);
  await leaving.close();
  expect(stream.closed()).toBe(1001);
  await deps.close();
});

it('ends a stream whose news the database could not tell, so that it comes back for what it missed', async () => {
  const member = await aMember(harness);
  const stream = await listening(member);
  await mysql.cut();
  harness.deps.feed.tell(member.memberId, { pictures: [newId()] });
  await until(() => stream.closed() !== undefined);
  await mysql.open();
  expect([stream.closed(), stream.messages.length]).toEqual([1013, 1]);
  await listening(member);
});

it('ends streams that hear nothing while Redis is away, and misses nothing over a short break', async () => {
  const member = await aMember(harness);
  const stream = await listening(member);
  redis.breakAll();
  await until(() => stream.messages.at(-1)?.libraryChanged.missed === true && stream.messages.length === 2);
  await redis.cut();
  await until(() => stream.closed() === 1013);
  const refused = listen(member);
  await until(() => refused.closed() === 1013);
  await redis.open();
  await until(() => otherDeps.redis.status === 'ready' && harness.deps.redis.status === 'ready');
  // The news' own connection comes back by itself too.
  await until(async () => {
    const again = listen(member);
    await until(() => again.messages.length > 0 || again.closed() !== undefined);
    return again.messages.length > 0;
  });
  const last = opened.at(-1);
  const before = last?.messages.length ?? 0;
  harness.deps.feed.tell(member.memberId, { albums: [newId()] });
  await until(() => (last?.messages.length ?? 0) > before);
});
