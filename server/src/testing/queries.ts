import { tracingChannel } from 'node:diagnostics_channel';

/** Counts the statements that this process sends to the database while work runs; begin and commit count too. */
export async function queriesOf(work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  const note = (message: unknown) => {
    if (typeof message === 'object' && message !== null && 'query' in message)
      statements.push(String(message.query));
  };
  const channels = [tracingChannel('mysql2:query'), tracingChannel('mysql2:execute')];
  for (const channel of channels) channel.start.subscribe(note);
  try {
    await work();
  } finally {
    for (const channel of channels) channel.start.unsubscribe(note);
  }
  return statements;
}
