import { type CDPSession, chromium, request } from '@playwright/test';
import { chromiumLaunch } from '../chromium.ts';
import { ask } from '../fixtures.ts';
import { address } from './member-browser.ts';
import { privateBytes } from './product-processes.ts';

const PASSWORD = 'correct horse battery';
const askAgainMs = 200;

type Send = CDPSession['send'];

/** A tab that holds what a member's own would, signed in as a new member with an album on screen. */
export type PlainTab = {
  /** Requests with the member's cookies. */
  api: Awaited<ReturnType<typeof request.newContext>>;
  albumId: string;
  /** Asks the tab something of the DevTools protocol. */
  send: Send;
  /** Runs an expression in the page and answers its value. @throws where the page throws. */
  evaluate: <T>(expression: string) => Promise<T>;
  /** Waits until an expression is true in the page; answers whether that came within so many milliseconds. */
  until: (expression: string, withinMs: number) => Promise<boolean>;
  /** Bytes that the tab's process holds for itself, and those of its page's JavaScript. */
  memory: () => Promise<{ process: number; heap: number }>;
  /** Removes the member with everything of theirs, and closes. */
  close: () => Promise<void>;
};

/**
 * Opens an album in a tab that nobody listens in on. Playwright has the browser tell it of every request of its pages, and a
 * tab keeps what it tells (headers, bodies, and more of each than the page itself does) for as long as the page lives: of
 * 20,000 uploads about 150 MiB that no member's tab holds. Playwright leaves alone the tabs of contexts that it has not made,
 * so this one is opened past it, and asked only by what leaves nothing in it.
 */
export async function openPlainTab(albumName: string): Promise<PlainTab> {
  const api = await request.newContext({ baseURL: address });
  const username = `bench-${crypto.randomUUID().slice(0, 13)}`;
  await ask(api, 'mutation($u:String!,$p:String!){signUp(input:{username:$u,password:$p}){member{id}}}', {
    u: username,
    p: PASSWORD,
  });
  const { createAlbum } = await ask<{ createAlbum: { album: { id: string } } }>(
    api,
    'mutation($n:String!){createAlbum(input:{name:$n}){album{id}}}',
    { n: albumName },
  );
  const albumId = createAlbum.album.id;
  const browser = await chromium.launch(chromiumLaunch);
  const whole = await browser.newBrowserCDPSession();
  const { browserContextId } = await whole.send('Target.createBrowserContext');
  const { cookies } = await api.storageState();
  await whole.send('Storage.setCookies', {
    browserContextId,
    cookies: cookies.map(({ expires, ...cookie }) => (expires < 0 ? cookie : { ...cookie, expires })),
  });
  const { targetId } = await whole.send('Target.createTarget', {
    url: `${address}/albums/${albumId}`,
    browserContextId,
    width: 1440,
    height: 900,
  });
  const send = await openLine(whole, targetId);

  const evaluate = async <T>(expression: string): Promise<T> => {
    const question = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await send('Runtime.evaluate', question);
    if (exceptionDetails) throw new Error(`The page threw: ${exceptionDetails.text} at ${expression}`);
    return result.value;
  };
  const until = async (expression: string, withinMs: number): Promise<boolean> => {
    const end = performance.now() + withinMs;
    // A page that is just being left has no answer.
    while (!(await evaluate<boolean>(expression).catch(() => false))) {
      if (performance.now() > end) return false;
      await new Promise((resolve) => setTimeout(resolve, askAgainMs));
    }
    return true;
  };
  return {
    api,
    albumId,
    send,
    evaluate,
    until,
    memory: async () => {
      const { usedSize } = await send('Runtime.getHeapUsage');
      return { process: await largestTab(whole), heap: usedSize };
    },
    close: async () => {
      await ask(api, 'mutation($p:String!){deleteMember(input:{password:$p}){deletedMemberId}}', {
        p: PASSWORD,
      });
      await api.dispose();
      await browser.close();
    },
  };
}

// Over the browser's own line: Playwright's lines to a tab are the ones that listen in.
async function openLine(whole: CDPSession, targetId: string): Promise<Send> {
  const { sessionId } = await whole.send('Target.attachToTarget', { targetId });
  const waiting = new Map<number, (message: string) => void>();
  whole.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id }: { id?: number } = JSON.parse(message);
    if (id !== undefined) waiting.get(id)?.(message);
  });
  let lastId = 0;
  return (method, params) =>
    new Promise((resolve, reject) => {
      lastId += 1;
      const id = lastId;
      waiting.set(id, (message) => {
        waiting.delete(id);
        const { result, error } = JSON.parse(message);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result);
      });
      whole
        .send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) })
        .catch(reject);
    });
}

async function largestTab(whole: CDPSession): Promise<number> {
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  // The others are spare ones and Chromium's own pages, and smaller.
  const sizes = await Promise.all(renderers.map(({ id }) => privateBytes(id)));
  return Math.max(0, ...sizes);
}
