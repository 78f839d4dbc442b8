import { format } from 'node:util';
import type { FastifyBaseLogger } from 'fastify';
import type { Log } from '../api/ports.ts';

type Fields = Readonly<Record<string, unknown>>;
type Write = (message: string, fields?: Fields) => void;

/**
 * The log as Fastify wants it (pass it as `loggerInstance`). Of requests and replies it keeps method, path, address and
 * status: never headers, bodies or query strings.
 */
export function fastifyLogger(log: Log, source = 'http', bindings: Fields = {}): FastifyBaseLogger {
  const to = (write: Write) => loggerMethod(write, bindings);
  const error = to((message, fields) => log.error(source, message, fields));
  const debug = to((message, fields) => log.debug(source, message, fields));
  return {
    level: 'info',
    fatal: error,
    error,
    warn: to((message, fields) => log.warn(source, message, fields)),
    info: to((message, fields) => log.info(source, message, fields)),
    debug,
    trace: debug,
    silent: () => undefined,
    child: (more) => fastifyLogger(log, source, { ...bindings, ...more }),
  };
}

/** Takes what pino's methods take: fields, then a message with the values of its `%s`; each may be missing. */
function loggerMethod(write: Write, bindings: Fields): (first: unknown, ...rest: unknown[]) => void {
  return (first, ...rest) => {
    if (typeof first === 'string') {
      write(format(first, ...rest), bindings);
      return;
    }
    const fields = first instanceof Error ? { err: first } : isRecord(first) ? first : { value: first };
    const fallback = fields['err'] instanceof Error ? fields['err'].message : '';
    const message = typeof rest[0] === 'string' ? format(...rest) : fallback;
    write(message, { ...bindings, ...Object.fromEntries(Object.entries(fields).map(plain)) });
  };
}

function plain([name, value]: [string, unknown]): [string, unknown] {
  if (!isRecord(value)) return [name, value];
  if (name === 'req') {
    const url = typeof value['url'] === 'string' ? value['url'].replace(/[?#].*$/, '') : undefined;
    return [name, { method: value['method'], path: url, ip: value['ip'] }];
  }
  if (name === 'res') return [name, { statusCode: value['statusCode'] }];
  return [name, value];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
