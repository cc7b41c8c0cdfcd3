import { once } from 'node:events';
import { createServer, type IncomingMessage, request as overHttp, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of one request to the store. */
export type Fault =
  /** It goes through. */
  | 'none'
  /** Its bytes are taken and the connection breaks before an answer. */
  | 'broken'
  /** Its bytes are taken and no answer ever comes. */
  | 'hanging'
  /** Its bytes are taken and it is refused. */
  | { status: number; headers?: Record<string, string> };

/** One upload request as it came. */
export type StoreRequest = {
  path: string;
  /** Null for a file that goes whole. */
  part: number | null;
  byteSize: number;
  /** When its address was signed, in milliseconds of the system's clock; whole seconds. */
  signedAt: number;
  /** What became of it; an answer's status once it went through. */
  outcome: Fault | number | 'under way';
};

/** The real store behind a door that can be told to fail. */
export type FaultyStore = {
  /** Where it listens. */
  origin: string;
  /** Every PUT that came, in order. */
  puts: StoreRequest[];
  close: () => Promise<void>;
};

/**
 * Opens the door: every request is passed on to the store as it came, but PUTs first meet what `faultOf` says.
 * @param target the store's own origin, which requests are signed for.
 */
export async function openFaultyStore(
  target: string,
  faultOf: (request: StoreRequest) => Fault,
): Promise<FaultyStore> {
  const store = new URL(target);
  const puts: StoreRequest[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', target);
    if (request.method !== 'PUT') {
      passOn(store, request, response);
      return;
    }
    const part = url.searchParams.get('partNumber');
    const put: StoreRequest = {
      path: url.pathname,
      part: part === null ? null : Number(part),
      byteSize: Number(request.headers['content-length'] ?? 0),
      signedAt: dateOf(url.searchParams.get('X-Amz-Date') ?? ''),
      outcome: 'under way',
    };
    puts.push(put);
    const fault = faultOf(put);
    if (fault === 'none') {
      passOn(store, request, response, (status) => {
        put.outcome = status;
      });
      return;
    }
    put.outcome = fault;
    request.resume().on('end', () => fail(fault, request, response));
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    puts,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

// 20260504T030201Z
function dateOf(basic: string): number {
  return Date.parse(basic.replace(/^(.{4})(..)(..T..)(..)/, '$1-$2-$3:$4:'));
}

function passOn(
  store: URL,
  request: IncomingMessage,
  response: ServerResponse,
  onStatus: (status: number) => void = () => undefined,
): void {
  const onward = overHttp({
    host: store.hostname,
    port: store.port,
    method: request.method,
    path: request.url,
    // The signature is for the store's own name.
    headers: { ...request.headers, host: store.host },
  });
  onward.on('response', (answer) => {
    const status = answer.statusCode ?? 502;
    onStatus(status);
    response.writeHead(status, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.on('close', () => request.complete || onward.destroy());
  request.pipe(onward);
}

function fail(fault: Exclude<Fault, 'none'>, request: IncomingMessage, response: ServerResponse): void {
  if (fault === 'hanging') return;
  if (fault === 'broken') {
    response.destroy();
    return;
  }
  // A browser reads what the store of another origin says only where that allows it, as the real one does.
  const { origin } = request.headers;
  const cors = {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': 'ETag, Retry-After',
  };
  response.writeHead(fault.status, { ...(origin === undefined ? {} : cors), ...fault.headers });
  response.end();
}
