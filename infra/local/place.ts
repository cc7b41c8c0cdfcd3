import type { LocalState } from './local-state.ts';
import type { Group } from './supervise.ts';

/** Where a private service lives. */
export type Place = {
  /** An absolute path; logs, process notes and each service's data are below it. */
  dir: string;
  state: LocalState;
  /** What the service's programs are started in. */
  group: Group;
};

/** A private service that is starting. */
export type Service = {
  /**
   * Resolves once it answers, with what the product's processes must be told to use it.
   * @throws Trouble when it doesn't.
   */
  ready: () => Promise<Record<string, string>>;
};
