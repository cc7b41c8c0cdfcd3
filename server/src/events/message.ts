import type { Message } from 'amqplib';

/** A number in the message's headers, 0 where there is none. */
export function numberIn(message: Message, header: string): number {
  const value: unknown = message.properties.headers?.[header];
  return typeof value === 'number' ? value : 0;
}

/** The headers that the event was sent with; notes of the broker and of consumers (`x-...`) begin anew. */
export function plainHeaders(message: Message): Record<string, string | number> {
  const kept: Record<string, string | number> = {};
  const headers: Record<string, unknown> = message.properties.headers ?? {};
  for (const [name, value] of Object.entries(headers))
    if ((typeof value === 'string' || typeof value === 'number') && !name.startsWith('x-'))
      kept[name] = value;
  return kept;
}
