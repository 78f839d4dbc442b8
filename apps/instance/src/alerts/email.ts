import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { DeliveryError, oneLine } from './delivery-message.ts';
import type { DeliveryMessage } from './delivery-message.ts';

export interface EmailTarget {
  readonly to: string;
  readonly from: string;
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

const TIMEOUT_MS = 15_000;
const SUBJECT_LENGTH = 150;

/**
 * Sends a message by SMTP. `tls` speaks TLS from the start, `starttls` refuses a server that does not offer it; both
 * check the server's certificate. The id of the delivery stands in `Message-ID` and `X-Delivery-Id`.
 *
 * @param ca certificates (PEM) to trust instead of those that Node trusts
 * @throws DeliveryError with codes alone: what a server answers may repeat what it was sent
 */
export async function sendEmail(
  target: EmailTarget,
  message: DeliveryMessage,
  { ca, signal }: { readonly ca?: string | undefined; readonly signal: AbortSignal },
): Promise<void> {
  const text = oneLine(message.text);
  let socket: Socket | undefined;
  try {
    // A connection of our own is one that can be ended.
    socket = await connected(target, signal);
    const transport = createTransport({
      connection: socket,
      host: target.host,
      port: target.port,
      secure: target.security === 'tls',
      requireTLS: target.security === 'starttls',
      ignoreTLS: target.security === 'none',
      ...(target.user === undefined ? {} : { auth: { user: target.user, pass: target.password ?? '' } }),
      ...(ca === undefined ? {} : { tls: { ca } }),
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    await transport.sendMail({
      // As objects these are addresses and nothing else: no list, no name to smuggle in.
      from: { name: 'Mr.Market', address: target.from },
      to: { name: '', address: target.to },
      subject: text.length > SUBJECT_LENGTH ? `${text.slice(0, SUBJECT_LENGTH)}…` : text,
      text: `${text}\n\n${new Date(message.at).toISOString()}\n`,
      messageId: `<${message.id}@${target.from.slice(target.from.lastIndexOf('@') + 1)}>`,
      headers: { 'X-Delivery-Id': message.id, 'Auto-Submitted': 'auto-generated' },
    });
  } catch (error) {
    if (signal.aborted) throw new DeliveryError('it was called off before there was an answer');
    throw new DeliveryError(troubleOf(error));
  } finally {
    socket?.destroy();
  }
}

/** A connection to the server; `signal` ends it at any time. */
function connected({ host, port }: EmailTarget, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal });
    socket.setTimeout(TIMEOUT_MS, () => {
      socket.destroy(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' }));
    });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.setTimeout(0);
      // Whoever uses it hears of errors too; one that comes when nobody does must not end the program.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

const TROUBLE: Readonly<Record<string, string>> = {
  EAUTH: 'the server refused user or password',
  ETLS: 'the server offers no TLS, or its certificate is not trusted',
  ECONNECTION: 'the connection failed',
  ECONNREFUSED: 'the connection failed',
  ESOCKET: 'the connection failed, or the certificate of the server is not trusted',
  ETIMEDOUT: `the server did not answer within ${TIMEOUT_MS / 1000} s`,
  ENOTFOUND: 'the name of the server cannot be resolved',
  EAI_AGAIN: 'the name of the server cannot be resolved',
  EDNS: 'the name of the server cannot be resolved',
  EENVELOPE: 'the server refused sender or recipient',
  EMESSAGE: 'the server refused the message',
  EPROTOCOL: 'the server does not speak SMTP as it should',
};

function troubleOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const reply =
    error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number'
      ? `${error.responseCode}`
      : code;
  const words = TROUBLE[code] ?? 'it could not be sent';
  return reply === '' ? words : `${words} (${reply})`;
}
