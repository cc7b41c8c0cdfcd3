/** What one part of the page, or another tab, must know at once about the session. */
export type SessionSignal = 'signed-in' | 'signed-out';

const key = 'picup.signedIn';
const visitedKey = 'picup.visited';
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('picup.session');
const listeners = new Set<(signal: SessionSignal) => void>();

function tell(signal: SessionSignal): void {
  for (const listener of listeners) listener(signal);
}

channel?.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.data === 'signed-in' || event.data === 'signed-out') tell(event.data);
});

/** Somebody signed in on this browser and has not signed out: the refresh cookie may be worth a question. */
export function hasBeenSignedIn(): boolean {
  return localStorage.getItem(key) === '1';
}

/** A member has signed in on this browser before: the door opens on "sign in" and not on "sign up". */
export function hasVisited(): boolean {
  return localStorage.getItem(visitedKey) === '1';
}

/** The member is no more: nobody is welcomed back. */
export function forgetVisits(): void {
  localStorage.removeItem(visitedKey);
}

/** Remembers that there is a session, however it came about. */
export function noteSignedIn(): void {
  localStorage.setItem(key, '1');
  localStorage.setItem(visitedKey, '1');
}

/** Tells this page and the other tabs that there is a session. */
export function announceSignedIn(): void {
  noteSignedIn();
  channel?.postMessage('signed-in');
  tell('signed-in');
}

/** Tells this page and the other tabs that the session is over. */
export function announceSignedOut(): void {
  localStorage.removeItem(key);
  channel?.postMessage('signed-out');
  tell('signed-out');
}

/** Calls back at each change of the session; the function it returns stops that. */
export function onSessionSignal(listener: (signal: SessionSignal) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
