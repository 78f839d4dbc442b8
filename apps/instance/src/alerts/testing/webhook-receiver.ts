import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
type Answer = (response: ServerResponse) => void;

export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end('planted-answer');
export const never: Answer = () => undefined;

/** A real HTTP server that takes webhooks and answers each as it was told to, at last with 204. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  readonly #server: Server;
  readonly #answers: Answer[];
  #inside = 0;
  /** The most requests there were at a time. */
  mostAtOnce = 0;
  #waiting: (() => void)[] = [];

  private constructor(answers: Answer[]) {
    this.#answers = answers;
    this.#server = createServer((request, response) => {
      this.#inside += 1;
      this.mostAtOnce = Math.max(this.mostAtOnce, this.#inside);
      response.on('close', () => (this.#inside -= 1));
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (part: string) => (body += part));
      request.on('end', () => {
        this.received.push({ url: request.url!, headers: request.headers, body });
        (this.#answers.shift() ?? status(204))(response);
        for (const wake of this.#waiting.splice(0)) wake();
      });
    });
  }

  static async start(...answers: Answer[]): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(answers);
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  url(path = '/hook'): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  get texts(): string[] {
    return this.received.map(({ body }) => (JSON.parse(body) as { text: string }).text);
  }

  /** Resolves when that many requests have come in all. */
  async until(count: number): Promise<void> {
    while (this.received.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
