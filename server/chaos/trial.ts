import type { Figure } from '../../infra/local/figures.ts';

/** What a trial may use: the private services' addresses, and until when it may last. */
export type Bounds = {
  /** MYSQL_URL, REDIS_URL, AMQP_URL and S3_*: each trial makes a database, bucket and prefix of its own there. */
  services: Record<string, string | undefined>;
  /** Milliseconds that this trial may take. */
  budgetMs: number;
  /** What decides at random, printed so that a run can be had again. */
  seed: number;
};

/** One way of hurting Pic-up, with what has to hold meanwhile and after. */
export type Trial = {
  name: string;
  /** Seconds that it has of a run of ten minutes; all trials together have six hundred. */
  share: number;
  /** @returns its figures; a finding is a figure that is missed. @throws where the trial itself can't be made. */
  run: (bounds: Bounds) => Promise<Figure[]>;
};
