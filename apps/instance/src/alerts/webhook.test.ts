import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { ManualTime } from '../health/testing/manual-time.ts';
import { DeliveryError } from './delivery-message.ts';
import { WebhookReceiver, never, status } from './testing/webhook-receiver.ts';
import { allowedAddresses, isRefusedAddress } from './webhook-address.ts';
import { sendWebhook } from './webhook.ts';

const time = new ManualTime();
const MESSAGE = { id: 'd1-abc', at: time.now(), alertId: 'halted/bot-1', text: 'FIRING: a “test”' };
const open: WebhookReceiver[] = [];

afterEach(async () => {
  for (const receiver of open.splice(0)) await receiver.close();
});

async function receive(...answers: Parameters<typeof WebhookReceiver.start>): Promise<WebhookReceiver> {
  const receiver = await WebhookReceiver.start(...answers);
  open.push(receiver);
  return receiver;
}

const send = (url: string, secret?: string, signal = new AbortController().signal): Promise<void> =>
  sendWebhook({ url, secret }, MESSAGE, { timers: time, signal });

describe('webhooks (D13)', () => {
  it('D13 are posted as JSON, with an id and a signature that the receiver can check', async () => {
    const receiver = await receive();
    await send(receiver.url('/hook?for=me'), 'a-secret-of-mine');
    const { url, headers, body } = receiver.received[0];
    expect(url).toBe('/hook?for=me');
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-delivery-id': 'd1-abc' });
    const hmac = createHmac('sha256', 'a-secret-of-mine').update(body).digest('hex');
    expect(headers['x-signature']).toBe(`sha256=${hmac}`);
    expect(JSON.parse(body)).toEqual({
      id: 'd1-abc',
      at: '2026-11-25T00:00:00.000Z',
      alertId: 'halted/bot-1',
      text: 'FIRING: a “test”',
    });
    expect(time.waiting).toEqual([]);
  });

  it('D13 carry no signature without a secret', async () => {
    const receiver = await receive();
    await send(receiver.url());
    expect(receiver.received[0].headers).not.toHaveProperty('x-signature');
  });

  it.each([
    [500, 'answered with status 500'],
    [404, 'answered with status 404'],
    [302, 'answered with a redirect (302), which is not followed; enter the final address'],
  ])('D13 that are answered with %i have failed, and the answer is not repeated', async (code, message) => {
    const receiver = await receive(status(code, { location: '/elsewhere' }));
    await expect(send(receiver.url())).rejects.toThrow(new DeliveryError(message));
    expect(receiver.received).toHaveLength(1);
  });

  it('D13 are given up after 10 s without an answer', async () => {
    const receiver = await receive(never);
    const sending = send(receiver.url());
    await receiver.until(1);
    time.pass(10_000);
    await expect(sending).rejects.toThrow(new DeliveryError('no answer within 10 s'));
  });

  it('D13 are called off when the program stops', async () => {
    const receiver = await receive(never);
    const stopping = new AbortController();
    const sending = send(receiver.url(), undefined, stopping.signal);
    await receiver.until(1);
    stopping.abort();
    await expect(sending).rejects.toThrow(DeliveryError);
    expect(time.waiting).toEqual([]);
  });

  it('D13 that find nobody say so without the address, which may hold a secret', async () => {
    const receiver = await receive();
    const url = receiver.url('/planted-path');
    await receiver.close();
    open.splice(0);
    await expect(send(url)).rejects.toThrow(new DeliveryError('the connection failed (ECONNREFUSED)'));
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[fe80::1]/',
    'http://[::ffff:169.254.169.254]/',
    'http://2852039166/',
    'http://0xA9.0xFE.0xA9.0xFE/',
    'http://[fd00:ec2::254]/',
    'http://[64:ff9b::169.254.169.254]/',
    'http://100.100.100.200/',
  ])('D13 are not sent to %s, where clouds keep credentials', async (url) => {
    await expect(send(url)).rejects.toThrow('link-local or metadata address');
  });

  it('D13 are sent to loopback and private addresses: receivers of a self-hosted instance stand there', async () => {
    expect(['127.0.0.1', '10.1.2.3', '192.168.1.10', '::1', 'fd12::1'].map(isRefusedAddress)).toEqual(
      Array(5).fill(false),
    );
    expect((await allowedAddresses('localhost')).length).toBeGreaterThan(0);
  });
});
