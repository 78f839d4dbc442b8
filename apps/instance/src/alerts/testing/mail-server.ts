import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';
import { LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from './localhost-certificate.ts';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: string | undefined;
  readonly raw: string;
}

/** A real SMTP server on loopback. With `password`, one must sign in with it. */
export class MailServer {
  readonly received: ReceivedMail[] = [];
  readonly #server: SMTPServer;

  private constructor(options: SMTPServerOptions & { readonly password?: string }) {
    const { password, ...rest } = options;
    this.#server = new SMTPServer({
      authOptional: password === undefined,
      key: LOCALHOST_KEY,
      cert: LOCALHOST_CERTIFICATE,
      disableReverseLookup: true,
      ...rest,
      onAuth: (auth, _session, done) => {
        if (auth.password === password) done(null, { user: auth.username });
        // A server that repeats what it was sent.
        else done(new Error(`no such password: ${auth.password}`));
      },
      onData: (stream, session, done) => {
        let raw = '';
        stream.setEncoding('utf8');
        stream.on('data', (part: string) => (raw += part));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          this.received.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            secure: session.secure,
            user: typeof session.user === 'string' ? session.user : undefined,
            raw,
          });
          done();
        });
      },
    });
    // Clients that hang up in the middle are part of the tests.
    this.#server.on('error', () => undefined);
  }

  static async start(options: SMTPServerOptions & { readonly password?: string } = {}): Promise<MailServer> {
    const server = new MailServer(options);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(resolve));
  }
}
