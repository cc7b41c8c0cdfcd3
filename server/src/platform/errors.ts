/** The codes of the public contract that a flow may throw; each stands in `extensions.code`. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'USERNAME_TAKEN'
  | 'INVALID_CREDENTIALS'
  | 'RATE_LIMITED'
  | 'BUSY'
  | 'QUERY_TOO_COMPLEX'
  | 'UNAVAILABLE';

/** A failure of a whole operation that the caller is told of: a stable code and a sentence that says what to do. */
export class AppError extends Error {
  override name = 'AppError';
  readonly code: ErrorCode;
  /** Seconds after which a try again makes sense, for BUSY, RATE_LIMITED and UNAVAILABLE. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; retryAfter?: number } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryAfter = options.retryAfter;
  }
}

/** Input that breaks a rule of the contract; the sentence says which. */
export const badInput = (message: string) => new AppError('BAD_USER_INPUT', message);

/** The one answer for what does not exist and what belongs to somebody else. */
export const notFound = (what: string) => new AppError('NOT_FOUND', `There is no such ${what}.`);

/** A service behind us is away; nothing was lost, and trying again later works. */
export const unavailable = (cause: unknown) =>
  new AppError(
    'UNAVAILABLE',
    'Pic-up is briefly unavailable. Nothing was lost; please try again in a moment.',
    {
      cause,
      retryAfter: 2,
    },
  );

/** More was asked for than can be done at once; nothing was changed. */
export const busy = (cause: unknown) =>
  new AppError('BUSY', 'Pic-up is very busy. Please try again in a moment.', { cause, retryAfter: 1 });

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'POOL_CLOSED',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  'ER_DISK_FULL',
  'ER_RECORD_FILE_FULL',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_QUERY_TIMEOUT',
  'ER_ACCESS_DENIED_ERROR',
]);

/** The error and its causes, outermost first. */
export function* causes(error: unknown): Generator<Error & { code?: unknown; errno?: unknown }> {
  let current = error;
  for (let depth = 0; current instanceof Error && depth < 8; depth += 1) {
    yield current;
    current = current.cause;
  }
}

// ER_CHECKREAD, ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK
const contention = new Set<unknown>([1020, 1205, 1213]);

/** Whether the database gave way to somebody else's change of the same rows: nothing was changed, and again it may work. */
export const isContention = (error: unknown): boolean =>
  [...causes(error)].some(({ errno }) => contention.has(errno));

/** Whether the error means that a service behind us (database, Redis, store, broker) is away or full. */
export function isOutage(error: unknown): boolean {
  for (const cause of causes(error)) {
    if (typeof cause.code === 'string' && networkCodes.has(cause.code)) return true;
    if (cause.name === 'TimeoutError' || cause.name === 'MaxRetriesPerRequestError') return true;
    if (/Connection (is closed|lost)|closed state|connect ETIMEDOUT/i.test(cause.message)) return true;
  }
  return false;
}

/** Turns whatever a flow threw into what the caller may see, or undefined for a bug that must be hidden. */
export function toAppError(error: unknown): AppError | undefined {
  for (const cause of causes(error)) {
    if (cause instanceof AppError) return cause;
    // mysql2's own refusal: too many wait for a connection already.
    if (cause.message === 'Queue limit reached.') return busy(cause);
  }
  if (isContention(error)) return busy(error);
  return isOutage(error) ? unavailable(error) : undefined;
}
