import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redactor } from './redact.ts';

const SECRET_NAMES = [
  'password',
  'newPassword',
  'PASSWORD',
  'secret',
  'webhook_secret',
  'token',
  'session-token',
  'accessToken',
  'authorization',
  'Proxy-Authorization',
  'cookie',
  'Set-Cookie',
  'code',
  'key',
  'apiKey',
  'api_key',
  'private_key',
  'mnemonic',
  'X-Step-Up',
  'recoveryCodes',
  'signature',
];
/** Made of letters that occur in no mask, name or word of these tests. */
const planted = fc
  .array(fc.constantFrom('z', 'q', 'x', 'j', 'Z', 'Q', 'X', 'J', '7', '9'), { minLength: 8, maxLength: 40 })
  .map((letters) => letters.join(''));
const anyText = fc.string({ maxLength: 30 });

describe('Redactor (D12: a planted secret is masked)', () => {
  it('D12 masks what stands in a field with a secret’s name, however deep and whatever its type', () => {
    const place = fc.array(fc.constantFrom('list', 'object'), { maxLength: 5 });
    fc.assert(
      fc.property(planted, fc.constantFrom(...SECRET_NAMES), place, (secret, name, path) => {
        const holders = [secret, [secret], { inner: secret }, Number('123456789')];
        for (const held of holders) {
          let value: unknown = { [name]: held };
          for (const step of path) value = step === 'list' ? [value] : { request: value };
          const text = JSON.stringify(new Redactor().fields({ value }));
          expect(text).not.toContain(secret);
          expect(text).not.toContain('123456789');
        }
      }),
    );
  });

  it('D12 masks a registered secret anywhere: in texts, names, errors, URLs, JSON and base64', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 40 }), anyText, anyText, (secret, before, after) => {
        const redactor = new Redactor();
        redactor.secret(secret);
        const forms = [
          secret,
          encodeURIComponent(secret),
          Buffer.from(secret).toString('base64'),
          Buffer.from(secret).toString('base64url'),
        ];
        for (const form of forms) {
          const left = redactor.text(`${before}${form}${after}`);
          // What surrounds it, or the mask itself, may spell the secret by chance.
          if (!`${before}***${after}`.includes(secret)) expect(left).not.toContain(secret);
        }
        const fields = redactor.fields({ [`x${secret}`]: 1, deep: [{ why: new Error(`at ${secret}`) }] });
        if (!JSON.stringify(fields).includes('***')) throw new Error('nothing was masked');
      }),
    );
  });

  it('D12 masks session tokens and hex secrets by their look', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 64 }), (bytes) => {
        // The entropy of a real token: evenly drawn bytes, mixed with those of the property for its size.
        const token = randomBytes(bytes.length);
        for (const form of [token.toString('base64url'), token.toString('hex')]) {
          const left = new Redactor().text(`session ${form} opened`);
          expect(left).toBe('session *** opened');
        }
      }),
    );
  });

  it.each([
    ['used mrm_ab12_Zm9vYmFyYmF6cXV4 twice', 'used mrm_*** twice'],
    ['Authorization: Bearer abc.def-ghi', 'Authorization: *** ***'],
    ['sent bearer abcdefgh to it', 'sent bearer *** to it'],
    ['GET https://me:pw@host.example/x', 'GET https://***@host.example/x'],
    ['open http://127.0.0.1:4400/claim#ABCD-EFGH', 'open http://127.0.0.1:4400/claim#***'],
    ['GET /x?page=2&t=abcdefghijklmnopqrstuvwxyz', 'GET /x?page=2&t=***'],
    ['POST /hook?token=short', 'POST /hook?token=***'],
    ['{"password":"a b c","user":"u"}', '{"password":***,"user":"u"}'],
    ["secret='a b' next", 'secret=*** next'],
    ['the code is K7PQ-2MXA now', 'the code is *** now'],
    ['typed K7PQ-2MXA', 'typed ***'],
    ['typed KQPZ-ZMXA-PPQR-HJKM', 'typed ***'],
  ])('D12 masks by look: %s', (text, masked) => {
    expect(new Redactor().text(text)).toBe(masked);
  });

  it.each([
    'bot 01JAZK4 started on binance:spot:BTC-USDT',
    'DOGE-USDT: 2026-11-25T20:14:51.000Z',
    'order x-MRM1A2B3C4D5E6F7G8H9I0J1K2L3M4N5O6P resting at 65000.10',
    'code: BOT_NOT_FOUND',
    'connect ECONNREFUSED 127.0.0.1:25 (code: ECONNREFUSED)',
    'GET /api/bots/abc/orders?limit=100',
    '/var/lib/market-maker/recordings/binance-spot-btcusdt-2026-11-25-part-3.jsonl.gz',
    'id 0b9f2c1e-1f7a-4b34-9d1c-6f1b2a3c4d5e',
  ])('leaves readable what is no secret: %s', (text) => {
    expect(new Redactor().text(text)).toBe(text);
  });

  it('keeps a UUID, by which a request is found, though two of its groups look like a code', () => {
    const requestId = 'e3f5bfa6-5827-4524-89f9-f19519900fef';
    expect(new Redactor().text(`failed: ${requestId}`)).toBe(`failed: ${requestId}`);
    expect(new Redactor().text('the code 5827-4524 was used')).toBe('the code *** was used');
  });

  it('keeps codes of errors, small numbers, and yes or no, under the name of a secret', () => {
    const fields = { code: 'BOT_STATE', keys: 3, password: null, token: true, inner: { code: 'ECONNRESET' } };
    expect(new Redactor().fields(fields)).toEqual(fields);
    expect(new Redactor().fields({ code: 482915 })).toEqual({ code: '***' });
  });

  it('makes plain JSON of anything: errors with their cause, cycles, big numbers, bytes', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const fields = new Redactor().fields({
      circle,
      big: 12n,
      none: Number.NaN,
      bytes: new Uint8Array(3),
      at: new Date(0),
      run: () => 1,
      error: new Error('outer', { cause: new Error('inner') }),
    });
    expect(fields).toMatchObject({
      circle: { self: '[circular]' },
      big: '12',
      none: 'NaN',
      bytes: '[3 bytes]',
      at: '1970-01-01T00:00:00.000Z',
      run: '[function]',
      error: { message: 'outer', cause: { message: 'inner' } },
    });
  });

  it('cuts long texts, long lists and deep nests after masking them', () => {
    const redactor = new Redactor();
    redactor.secret('plantedplanted');
    expect(redactor.text(`${'a '.repeat(1996)}plantedplanted`)).not.toContain('planted');
    const fields = redactor.fields({ list: Array.from({ length: 500 }, (_, at) => at) });
    expect(fields['list']).toHaveLength(101);
    let deep: unknown = 'bottom';
    for (let level = 0; level < 50; level += 1) deep = { deep };
    expect(JSON.stringify(redactor.fields({ deep }))).not.toContain('bottom');
  });
});
