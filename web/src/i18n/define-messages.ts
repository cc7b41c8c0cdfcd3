import type { Format } from './format.ts';

/** What is said: words, or words made from what is being talked about. */
export type Message<Params> = string | ((params: Params, format: Format) => string);

/** One message in every language. Both stand side by side, so that neither can be forgotten. */
export interface Entry<Params> {
  readonly ko: Message<Params>;
  readonly en: Message<Params>;
}

/** Declares the messages of a slice. The parameters that `ko` names are those of `en` and of every caller. */
export function defineMessages<Params extends Record<string, unknown>>(
  messages: {
    readonly [Key in keyof Params]: Entry<Params[Key]>;
  },
): typeof messages {
  return messages;
}
