import { matchPrecache, type PrecacheEntry, precache } from 'workbox-precaching';
import { keepShared } from '../share/shared-files.ts';
import { letPass } from './let-pass.ts';

declare const self: ServiceWorkerGlobalScope;
/** Every file that the app needs to open, written by the build. */
declare const APP_FILES: PrecacheEntry[];

const shell = '/index.html';
/** On a line that hardly moves the page that is at hand comes first. */
const patienceMs = 4_000;

const files: ReadonlySet<string> = new Set(
  APP_FILES.map(({ url }) => new URL(url, self.location.origin).pathname).filter((path) => path !== shell),
);

// A new version waits until no page of the old one is open: those find their own files here to the end. Pages come from
// the network while there is one, so nobody sees the old version for longer than that.
precache(APP_FILES);

self.addEventListener('install', (event) => event.waitUntil(letPass(event)));

self.addEventListener('activate', (event) => {
  event.waitUntil(
    Promise.all([
      self.registration.navigationPreload?.enable(),
      // The first page of all, too, keeps its files over the next version.
      self.clients.claim(),
    ]),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === 'POST' && pathname === '/share') event.respondWith(takeShare(request));
  else if (request.method !== 'GET') return;
  else if (request.mode === 'navigate' && !isServers(pathname)) event.respondWith(openPage(event));
  else if (files.has(pathname)) event.respondWith(fromHere(request));
});

/** What the server answers itself is none of the app's pages. */
function isServers(pathname: string): boolean {
  return pathname === '/graphql' || pathname === '/healthz';
}

async function openPage(event: FetchEvent): Promise<Response> {
  const fresh = fromNetwork(event);
  const inTime = await Promise.race([fresh.catch(() => null), after(patienceMs)]);
  if (inTime !== null && inTime.status < 500) return inTime;
  return (await matchPrecache(shell)) ?? fresh;
}

async function fromNetwork(event: FetchEvent): Promise<Response> {
  const preloaded: unknown = await event.preloadResponse;
  return preloaded instanceof Response ? preloaded : fetch(event.request);
}

async function fromHere(request: Request): Promise<Response> {
  return (await matchPrecache(request.url)) ?? fetch(request);
}

/** Files that another app hands to the installed one: the page that opens next asks what becomes of them. */
async function takeShare(request: Request): Promise<Response> {
  try {
    const form = await request.formData();
    await keepShared(form.getAll('files').filter((value) => value instanceof File));
    return Response.redirect('/share', 303);
  } catch {
    return Response.redirect('/share?failed', 303);
  }
}

function after(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms));
}
