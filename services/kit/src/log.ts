import { pino, type Logger } from 'pino';

export type Log = Logger;

/** JSON lines on stdout. What may carry secrets or personal numbers is removed by path as a last line of defence. */
export function createLog(name: string, level: string): Log {
  return pino({
    name,
    level,
    redact: {
      paths: ['*.authorization', '*.accessToken', '*.refreshToken', '*.phone', '*.code', '*.password'],
      censor: '[removed]',
    },
  });
}
