import { type Logger as PinoLogger, pino } from 'pino';

/** JSON lines on standard output, without secrets. */
export type Logger = PinoLogger;

/** The logger of one process. */
export function createLogger(process: string, level: string): Logger {
  return pino({
    name: process,
    level,
    redact: {
      paths: ['*.password', '*.accessToken', '*.refreshToken', '*.authorization', '*.cookie'],
      censor: '[hidden]',
    },
  });
}
