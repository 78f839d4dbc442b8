import { createTransport } from 'nodemailer';
import { DeliveryError, oneLine } from './delivery-message.ts';
import type { DeliveryMessage } from './delivery-message.ts';
import { unlessAborted } from './unless-aborted.ts';

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
  const transport = createTransport({
    host: target.host,
    port: target.port,
    secure: target.security === 'tls',
    requireTLS: target.security === 'starttls',
    ignoreTLS: target.security === 'none',
    ...(target.user === undefined ? {} : { auth: { user: target.user, pass: target.password ?? '' } }),
    ...(ca === undefined ? {} : { tls: { ca } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const text = oneLine(message.text);
  try {
    const sending = transport.sendMail({
      // As objects these are addresses and nothing else: no list, no name to smuggle in.
      from: { name: 'Mr.Market', address: target.from },
      to: { name: '', address: target.to },
      subject: text.length > SUBJECT_LENGTH ? `${text.slice(0, SUBJECT_LENGTH)}…` : text,
      text: `${text}\n\n${new Date(message.at).toISOString()}\n`,
      messageId: `<${message.id}@${target.from.slice(target.from.lastIndexOf('@') + 1)}>`,
      headers: { 'X-Delivery-Id': message.id, 'Auto-Submitted': 'auto-generated' },
    });
    await unlessAborted(sending, signal);
  } catch (error) {
    throw error instanceof DeliveryError ? error : new DeliveryError(troubleOf(error));
  } finally {
    transport.close();
  }
}

const TROUBLE: Readonly<Record<string, string>> = {
  EAUTH: 'the server refused user or password',
  ETLS: 'the server offers no TLS, or its certificate is not trusted',
  ECONNECTION: 'the connection failed',
  ESOCKET: 'the connection failed, or the certificate of the server is not trusted',
  ETIMEDOUT: `the server did not answer within ${TIMEOUT_MS / 1000} s`,
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
