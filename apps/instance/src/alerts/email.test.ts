import { afterEach, describe, expect, it } from 'vitest';
import { DeliveryError } from './delivery-message.ts';
import { sendEmail } from './email.ts';
import type { EmailTarget } from './email.ts';
import { LOCALHOST_CERTIFICATE } from './testing/localhost-certificate.ts';
import { MailServer } from './testing/mail-server.ts';

const MESSAGE = { id: 'd7-xyz', at: Date.UTC(2026, 10, 25), alertId: null, text: 'FIRING: Halted: Maker Ü' };
const open: MailServer[] = [];
const NEVER = new AbortController().signal;

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function mail(...options: Parameters<typeof MailServer.start>): Promise<MailServer> {
  const server = await MailServer.start(...options);
  open.push(server);
  return server;
}

function targetOf(server: MailServer, differences: Partial<EmailTarget> = {}): EmailTarget {
  const { port } = server;
  return {
    host: 'localhost',
    port,
    security: 'starttls',
    from: 'mm@host.example',
    to: 'ann@home.example',
    ...differences,
  };
}

describe('e-mail (D13)', () => {
  it('D13 goes over STARTTLS, signed in, with the id of the delivery', async () => {
    const server = await mail({ password: 'right-password' });
    const target = targetOf(server, { user: 'mm', password: 'right-password' });
    await sendEmail(target, MESSAGE, { ca: LOCALHOST_CERTIFICATE, signal: NEVER });
    expect(server.received).toMatchObject([
      { from: 'mm@host.example', to: ['ann@home.example'], secure: true, user: 'mm' },
    ]);
    const { raw } = server.received[0];
    expect(raw).toContain('Message-ID: <d7-xyz@host.example>');
    expect(raw).toMatch(/^X-Delivery-Id: d7-xyz\r$/im);
    expect(raw).toContain('2026-11-25T00:00:00.000Z');
  });

  it('D13 goes over TLS from the start', async () => {
    const server = await mail({ secure: true });
    await sendEmail(targetOf(server, { security: 'tls' }), MESSAGE, {
      ca: LOCALHOST_CERTIFICATE,
      signal: NEVER,
    });
    expect(server.received[0].secure).toBe(true);
  });

  it('D13 goes without TLS to a server on the same machine, when told so', async () => {
    const server = await mail({ disabledCommands: ['STARTTLS'] });
    await sendEmail(targetOf(server, { security: 'none' }), MESSAGE, { signal: NEVER });
    expect(server.received[0].secure).toBe(false);
  });

  it('D13 is refused when STARTTLS is required and missing: nothing is sent in the clear', async () => {
    const server = await mail({ disabledCommands: ['STARTTLS'], password: 'right-password' });
    const target = targetOf(server, { user: 'mm', password: 'right-password' });
    await expect(sendEmail(target, MESSAGE, { signal: NEVER })).rejects.toThrow(/^the server offers no TLS/);
    expect(server.received).toEqual([]);
  });

  it('D13 is refused when the certificate is not trusted', async () => {
    const server = await mail();
    await expect(sendEmail(targetOf(server), MESSAGE, { signal: NEVER })).rejects.toThrow(
      /certificate .*is not trusted/,
    );
    expect(server.received).toEqual([]);
  });

  it('D13 is refused when the certificate is trusted, but for another name', async () => {
    const server = await mail();
    const target = targetOf(server, { host: '127.1' });
    const sending = sendEmail(target, MESSAGE, { ca: LOCALHOST_CERTIFICATE, signal: NEVER });
    await expect(sending).rejects.toThrow(/certificate .*is not trusted/);
    expect(server.received).toEqual([]);
  });

  it('D13 says that the password is wrong, without repeating it as the server does', async () => {
    const server = await mail({ password: 'right-password' });
    const target = targetOf(server, { user: 'mm', password: 'planted-password' });
    await expect(sendEmail(target, MESSAGE, { ca: LOCALHOST_CERTIFICATE, signal: NEVER })).rejects.toThrow(
      new DeliveryError('the server refused user or password (535)'),
    );
  });

  it('D13 says that nobody is there', async () => {
    const server = await mail();
    const target = targetOf(server);
    await server.close();
    open.splice(0);
    await expect(sendEmail(target, MESSAGE, { signal: NEVER })).rejects.toThrow(/^the connection failed/);
  });

  it('D13 is called off when the program stops', async () => {
    const stopping = new AbortController();
    const server = await mail({
      // Says nothing more once somebody is connected.
      onConnect: () => stopping.abort(),
    });
    await expect(sendEmail(targetOf(server), MESSAGE, { signal: stopping.signal })).rejects.toThrow(
      'called off',
    );
  });

  it('D13 takes no header from a message: line breaks become spaces', async () => {
    const server = await mail({ disabledCommands: ['STARTTLS'] });
    const text = 'FIRING\r\nBcc: planted@evil.example\r\n\r\nplanted body';
    await sendEmail(targetOf(server, { security: 'none' }), { ...MESSAGE, text }, { signal: NEVER });
    const { raw, to } = server.received[0];
    expect(to).toEqual(['ann@home.example']);
    const [head] = raw.split('\r\n\r\n');
    expect(head).not.toMatch(/^bcc:/im);
    expect(head.replace(/\r\n\s+/g, ' ')).toContain('Subject: FIRING Bcc: planted@evil.example planted body');
  });
});
