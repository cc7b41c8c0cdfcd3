import { describe, expect, it } from 'vitest';
import { createRefresher } from './session-refresher.ts';

/** A browser's shared parts: tabs made from the same one see the same lock and the same storage. */
function aBrowser(answer: () => boolean) {
  const stored = new Map<string, string>();
  let time = 1000;
  let asked = 0;
  let tail: Promise<unknown> = Promise.resolve();
  const request = (_name: string, run: () => Promise<boolean>) => {
    const turn = tail.then(run);
    tail = turn.catch(() => undefined);
    return turn;
  };
  return {
    asked: () => asked,
    tick: () => {
      time += 10;
      return time;
    },
    tab: () =>
      createRefresher({
        refresh: async () => {
          asked += 1;
          await Promise.resolve();
          return answer();
        },
        // The real one is overloaded; a tab only ever asks for a lock by name.
        locks: { request } as unknown as LockManager,
        storage: {
          getItem: (key) => stored.get(key) ?? null,
          setItem: (key, value) => void stored.set(key, value),
        },
        now: () => time,
      }),
  };
}

describe('createRefresher', () => {
  it('asks once for operations that fail together', async () => {
    const browser = aBrowser(() => true);
    const refresh = browser.tab();
    const sentAt = browser.tick();
    browser.tick();
    expect(await Promise.all([refresh(sentAt), refresh(sentAt), refresh(sentAt)])).toEqual([
      true,
      true,
      true,
    ]);
    expect(browser.asked()).toBe(1);
  });

  it('asks once for two tabs', async () => {
    const browser = aBrowser(() => true);
    const sentAt = browser.tick();
    browser.tick();
    expect(await Promise.all([browser.tab()(sentAt), browser.tab()(sentAt)])).toEqual([true, true]);
    expect(browser.asked()).toBe(1);
  });

  it('asks again when the renewed session has run out too', async () => {
    const browser = aBrowser(() => true);
    const refresh = browser.tab();
    await refresh(browser.tick());
    await refresh(browser.tick());
    expect(browser.asked()).toBe(2);
  });

  it('says no when the session is over, and remembers nothing of it', async () => {
    const browser = aBrowser(() => false);
    const sentAt = browser.tick();
    browser.tick();
    expect(await browser.tab()(sentAt)).toBe(false);
    expect(await browser.tab()(sentAt)).toBe(false);
    expect(browser.asked()).toBe(2);
  });
});
