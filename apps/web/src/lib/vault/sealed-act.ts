import type { Act } from '#lib/components/confirm/step-up.ts';

/**
 * A command with something sealed in its body. What is sealed opens once and within two minutes, so the body is made
 * when the act is confirmed, and anew for each try; the confirmation is bound to that body.
 *
 * @example
 *   const adding = new SealedAct('POST', '/api/keys/slots', async () => ({ source, typed: await sealTyped(text) }));
 *   <Confirm act={adding.act} onconfirm={({ key, stepUp }) => send(adding.body, commandHeaders(key, stepUp))} />
 */
export class SealedAct<Body extends Record<string, unknown>> {
  readonly #method: Act['method'];
  readonly #path: string;
  readonly #make: () => Promise<Body>;
  #body: Body | undefined;

  constructor(method: Act['method'], path: string, make: () => Promise<Body>) {
    this.#method = method;
    this.#path = path;
    this.#make = make;
  }

  act = async (): Promise<Act> => {
    this.#body = await this.#make();
    return { method: this.#method, path: this.#path, body: this.#body };
  };

  /** What the confirmation is bound to. @throws Error before `act` was called */
  get body(): Body {
    if (this.#body === undefined) throw new Error('nothing was confirmed');
    return this.#body;
  }
}
