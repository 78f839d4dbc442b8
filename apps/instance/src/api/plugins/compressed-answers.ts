import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

/** Below this size a packet holds the answer as it is. */
const LEAST_BYTES = 1024;
/** Cheap levels: an answer is made once for one reader; 10 KiB of JSON take about 0.3 ms. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const GZIP = { level: 4 };
const TEXT = /^(application\/json|text\/)/;

type Coding = 'br' | 'gzip';
const compress: Record<Coding, (text: string) => Promise<Buffer>> = {
  br: async (text) => promisify(brotliCompress)(text, BROTLI),
  gzip: async (text) => promisify(gzip)(text, GZIP),
};

/**
 * Sends answers of some length compressed to clients that accept it. Built files come compressed already. What an
 * attacker could learn from the sizes of compressed answers (BREACH) needs requests from a foreign page with the
 * cookie of the session, which is `SameSite=Strict`. Register it after the hooks that read what is sent.
 */
export function compressAnswers(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < LEAST_BYTES) return payload;
    if (reply.hasHeader('content-encoding') || !TEXT.test(String(reply.getHeader('content-type'))))
      return payload;
    reply.header('vary', 'accept-encoding');
    const coding = codingOf(request.headers['accept-encoding']);
    if (coding === undefined) return payload;
    reply.header('content-encoding', coding).removeHeader('content-length');
    return compress[coding](payload);
  });
}

/** The better one of those that the header names; one with the weight 0 is refused. */
function codingOf(accepted: string | string[] | undefined): Coding | undefined {
  const named = String(accepted ?? '')
    .split(',')
    .map((it) => it.trim().toLowerCase())
    .filter((it) => !/;\s*q=0(\.0*)?$/.test(it))
    .map((it) => it.split(';')[0].trim());
  return (['br', 'gzip'] as const).find((it) => named.includes(it));
}
