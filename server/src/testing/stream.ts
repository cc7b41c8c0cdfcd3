import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** An error of a stream's answer, as the contract has it. */
type StreamError = { message: string; extensions?: { code?: string } };

/** A subscription as a client sees it. */
export type OpenStream<T> = {
  /** What has come so far. */
  messages: T[];
  /** Errors that its subscription was answered with. */
  errors: StreamError[];
  /** The WebSocket's code, once it is closed. */
  closed: () => number | undefined;
  close: () => void;
};

/**
 * Subscribes, never coming back by itself.
 * @param url the API's, without /graphql.
 * @param sender headers of the handshake, and what is said in words after it.
 */
export function openStream<T>(
  url: string,
  query: string,
  sender: { headers?: Record<string, string>; params?: Record<string, unknown> } = {},
): OpenStream<T> {
  const messages: T[] = [];
  const errors: StreamError[] = [];
  let code: number | undefined;
  class Socket extends WebSocket {
    constructor(address: string, protocols: string) {
      super(address, protocols, { headers: sender.headers });
      this.on('close', (closeCode) => {
        code = closeCode;
      });
    }
  }
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: Socket,
    connectionParams: sender.params,
    retryAttempts: 0,
  });
  client.subscribe<T>(
    { query },
    {
      next: ({ data, errors: wrong }) => {
        if (data) messages.push(data);
        for (const { message, extensions } of wrong ?? []) errors.push({ message, extensions });
      },
      error: (error) => {
        if (Array.isArray(error)) errors.push(...error);
      },
      complete: () => undefined,
    },
  );
  return { messages, errors, closed: () => code, close: () => void client.dispose() };
}
