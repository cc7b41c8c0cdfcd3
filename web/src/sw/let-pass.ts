/** What TypeScript's library does not know yet: https://developer.mozilla.org/docs/Web/API/InstallEvent/addRoutes */
interface Route {
  condition: {
    urlPattern?: { pathname: string };
    requestMethod?: string;
    requestDestination?: RequestDestination;
  };
  source: 'network';
}
interface RoutingEvent {
  addRoutes?(routes: readonly Route[]): Promise<void>;
}

const routes: readonly Route[] = [
  { condition: { urlPattern: { pathname: '/graphql' } }, source: 'network' },
  { condition: { requestMethod: 'PUT' }, source: 'network' },
  { condition: { requestDestination: 'image' }, source: 'network' },
  { condition: { requestDestination: 'video' }, source: 'network' },
  { condition: { requestDestination: 'audio' }, source: 'network' },
];

/**
 * Tells the browser what never needs the service worker: questions to the API, uploads, pictures and videos go past it
 * without waking it. Browsers that cannot be told ask it for each, and it lets them pass.
 */
export async function letPass(event: ExtendableEvent & RoutingEvent): Promise<void> {
  await event.addRoutes?.(routes);
}
