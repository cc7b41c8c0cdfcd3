import type { ConfirmChannel } from 'amqplib';
import { newId } from '../platform/ids.ts';

/** A message on its way into an exchange. */
export type OutgoingMessage = {
  exchange: string;
  routingKey: string;
  /** What consumers know a repeat by. */
  messageId: string;
  type: string;
  headers: Record<string, string | number>;
  content: Buffer;
};

/** taken: in a queue, on disk. unroutable: no queue is bound for it. refused: the broker or the client would not have it. */
export type Verdict = { outcome: 'taken' } | { outcome: 'unroutable' | 'refused'; reason: string };

/** The connection went while a message was on its way: the broker may have it, or not. */
export class BrokerLost extends Error {
  override name = 'BrokerLost';
}

/** Publishes persistent messages on one channel and tells of each whether the broker has it. */
export class ConfirmedPublisher {
  readonly #channel: ConfirmChannel;
  /** Messages that came back: RabbitMQ returns an unroutable one first and acknowledges it then. */
  readonly #returned = new Set<string>();

  constructor(channel: ConfirmChannel) {
    this.#channel = channel;
    channel.on('return', ({ properties }) => this.#returned.add(String(properties.correlationId)));
  }

  /** @throws BrokerLost where no answer came before the channel closed. */
  async send(message: OutgoingMessage): Promise<Verdict> {
    const sending = newId();
    const { promise, resolve, reject } = Promise.withResolvers<Verdict>();
    const answer = (error: unknown) => {
      if (this.#returned.delete(sending))
        resolve({ outcome: 'unroutable', reason: `No queue takes ${message.routingKey}.` });
      else if (!error) resolve({ outcome: 'taken' });
      else if (error instanceof Error && error.message === 'message nacked')
        resolve({ outcome: 'refused', reason: 'The broker refused it.' });
      else reject(new BrokerLost('The broker went away.', { cause: error }));
    };
    try {
      this.#channel.publish(
        message.exchange,
        message.routingKey,
        message.content,
        {
          persistent: true,
          mandatory: true,
          messageId: message.messageId,
          correlationId: sending,
          type: message.type,
          contentType: 'application/json',
          headers: message.headers,
        },
        answer,
      );
    } catch (error) {
      // A closed channel throws too, but of a kind that says nothing about the message.
      if (error instanceof RangeError) return { outcome: 'refused', reason: error.message };
      throw new BrokerLost('The broker is away.', { cause: error });
    }
    return promise;
  }
}
