import { OneUseKey, sealTo } from '../../vault/sealed-box.ts';
import type { ReplyTo, Sealed } from '../../vault/sealed-box.ts';
import type { KeysChallenge, Typed } from '../../api/schemas/keys.ts';

export interface KeysAnswer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T & { readonly code?: string; readonly message?: string; readonly field?: string };
}

/** The machine's own program before an instance: seals what is typed, and opens what is sealed to it. */
export class KeysClient {
  readonly origin: string;
  /** Of each request. */
  readonly headers: Readonly<{ authorization: string }>;

  constructor(origin: string, authorization: string) {
    this.origin = origin;
    this.headers = { authorization };
  }

  async call<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<KeysAnswer<T>> {
    const response = await fetch(this.origin + path, {
      method,
      headers: {
        ...this.headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: JSON.parse(text) as KeysAnswer<T>['body'],
    };
  }

  /** A call that must be done. */
  async done<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.call<T>(method, path, body);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** The code of a call that must be refused. */
  async refused(method: string, path: string, body?: unknown): Promise<[number, string | undefined]> {
    const { status, body: answer } = await this.call(method, path, body);
    return [status, answer.code];
  }

  /** Secrets as they travel: sealed to a challenge. */
  async typed(...secrets: readonly string[]): Promise<Typed> {
    const { vaultId, replyTo } = await this.done<KeysChallenge>('POST', '/api/keys/challenge', {});
    const sealed = sealTo(
      replyTo,
      Buffer.from(vaultId, 'hex'),
      secrets.map((secret) => Buffer.from(secret)),
    );
    if (sealed === undefined) throw new Error('the key of the challenge hides nothing');
    return { sealed };
  }

  /** A key for one sealed answer, and what opens it. */
  async reader(): Promise<{ replyTo: ReplyTo; read: (sealed: Sealed) => string }> {
    const { vaultId } = await this.done<KeysChallenge>('POST', '/api/keys/challenge', {});
    const key = new OneUseKey();
    return {
      replyTo: key.replyTo,
      read: (sealed) => {
        const [secret] = key.open(Buffer.from(vaultId, 'hex'), sealed) ?? [];
        if (secret === undefined) throw new Error('this was not sealed to the key');
        return secret.toString('utf8');
      },
    };
  }

  /** Makes a vault that a passphrase opens, with the words of a known seed or a random one. */
  async makeVault(passphrase: string, words?: string): Promise<void> {
    const typed = await this.typed(passphrase, ...(words === undefined ? [] : [words]));
    const seed = words === undefined ? 'random' : 'given';
    await this.done('POST', '/api/keys/init', { source: 'passphrase', seed, typed });
  }
}
