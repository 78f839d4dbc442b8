import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** What a policy in a meta element cannot hold; the pages have the rest. */
const PAGE_POLICY = "frame-ancestors 'none'; form-action 'self'";
/** Built files, which only pages load. */
const BUILT = '/_app/immutable/';
/** What concerns documents alone: a page begins with twenty built files, and these would be a tenth of their bytes. */
const FOR_DOCUMENTS = [
  'cross-origin-opener-policy',
  'origin-agent-cluster',
  'referrer-policy',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
];
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/**
 * Headers that keep browsers from doing more than they need. The pages carry their own policy in a meta element, with
 * the hashes of their scripts; a header is needed for what such an element cannot hold. Answers of the API are data:
 * nothing in them may ever run.
 */
export async function addSecurityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: false,
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    // HTTPS, where there is any, is that of a proxy or tunnel, which says so itself.
    strictTransportSecurity: false,
  });
  app.addHook('onSend', async (request, reply, payload) => {
    reply.header('x-request-id', request.id);
    if (request.url.startsWith(BUILT)) {
      for (const name of FOR_DOCUMENTS) reply.removeHeader(name);
      return payload;
    }
    reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()');
    const isApi = request.url.startsWith('/api/');
    reply.header('content-security-policy', isApi ? DATA_POLICY : PAGE_POLICY);
    if (isApi && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    return payload;
  });
}
