import { randomUUID } from 'node:crypto';
import type { Static } from 'typebox';
import type { StepUp as StepUpAnswer, StepUpRequest, WebAuthnOptions } from '../api/schemas/access.ts';
import { InstanceError } from '../errors.ts';
import { actHash } from './act-hash.ts';
import type { Act } from './act-hash.ts';
import type { Actor } from './actor.ts';
import type { ChallengeUse } from './challenges.ts';
import type { AccessContext } from './context.ts';
import type { Passkeys } from './passkeys.ts';
import type { Passwords } from './passwords.ts';
import type { SignInBackoff } from './sign-in-backoff.ts';
import { randomToken, sha256 } from './tokens.ts';
import type { Users } from './users.ts';

const LIFETIME_MS = 5 * 60_000;

interface StepUpParts {
  readonly users: Users;
  readonly passwords: Passwords;
  readonly passkeys: Passkeys;
  readonly backoff: SignInBackoff;
}

/**
 * Confirms a dangerous act by password or passkey. The answer is good for this very request, from the same browser
 * session, for five minutes and once.
 */
export class StepUp {
  readonly #context: AccessContext;
  readonly #parts: StepUpParts;

  constructor(context: AccessContext, parts: StepUpParts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** Options for `navigator.credentials.get`, bound to the act. @throws InstanceError PASSKEYS_UNAVAILABLE */
  async options(actor: Actor, act: Act): Promise<Static<typeof WebAuthnOptions>> {
    return this.#parts.passkeys.assertion(this.#use(actor, actHash(act)));
  }

  /** @throws InstanceError STEP_UP_REFUSED, TOO_MANY_TRIES */
  async confirm(
    actor: Actor,
    request: Static<typeof StepUpRequest>,
    requestId: string,
  ): Promise<Static<typeof StepUpAnswer>> {
    const { prisma, clock, audit } = this.#context;
    const hash = actHash(request.act);
    const use = this.#use(actor, hash);
    const method = request.passkey === undefined ? 'password' : 'passkey';
    const target = `${request.act.method} ${request.act.path}`;
    const confirmed =
      request.passkey === undefined
        ? await this.#byPassword(actor, request.password)
        : (await this.#parts.passkeys.verify(request.passkey, use)) !== undefined;
    if (!confirmed) {
      await audit.record({
        actor,
        action: 'step-up',
        target,
        after: { method },
        outcome: 'refused',
        requestId,
      });
      throw new InstanceError(
        'STEP_UP_REFUSED',
        `The ${method} was not accepted; nothing was done. Try again`,
      );
    }
    const token = randomToken();
    const expiresAt = clock.now() + LIFETIME_MS;
    await prisma.stepUp.create({
      data: {
        id: randomUUID(),
        tokenHash: sha256(token),
        userId: actor.id,
        sessionId: use.sessionId,
        actHash: hash,
        expiresAt: BigInt(expiresAt),
      },
    });
    await audit.record({ actor, action: 'step-up', target, after: { method }, requestId });
    return { token, expiresAt: new Date(expiresAt).toISOString() };
  }

  /** True when `token` confirms this act of this session, once. */
  async check(actor: Actor, token: string | undefined, act: Act): Promise<boolean> {
    if (token === undefined || actor.kind !== 'user' || actor.sessionId === undefined) return false;
    const { prisma, clock } = this.#context;
    const now = BigInt(clock.now());
    const { count } = await prisma.stepUp.updateMany({
      where: {
        tokenHash: sha256(token),
        userId: actor.id,
        sessionId: actor.sessionId,
        actHash: actHash(act),
        usedAt: null,
        expiresAt: { gt: now },
      },
      data: { usedAt: now },
    });
    return count === 1;
  }

  /** Forgets those past their time. */
  async sweep(): Promise<void> {
    const { prisma, clock } = this.#context;
    await prisma.stepUp.deleteMany({ where: { expiresAt: { lte: BigInt(clock.now()) } } });
  }

  #use(actor: Actor, hash: string): Required<ChallengeUse> {
    if (actor.kind !== 'user' || actor.sessionId === undefined) {
      throw new InstanceError(
        'FORBIDDEN',
        'Only a person who is signed in with a browser can confirm an act',
      );
    }
    return { purpose: 'step-up', userId: actor.id, sessionId: actor.sessionId, actHash: hash };
  }

  async #byPassword(actor: Actor, password: string | undefined): Promise<boolean> {
    if (password === undefined) {
      throw new InstanceError('REQUEST_INVALID', 'Send a password or a passkey’s answer', {
        problems: [{ field: 'password', message: 'is missing' }],
      });
    }
    const { users, passwords, backoff } = this.#parts;
    const attempt = backoff.begin(actor.name, actor.ip ?? '');
    const user = await users.byId(actor.id);
    const right = await passwords.verify(password, user?.passwordHash);
    if (right) attempt.succeeded();
    return right;
  }
}
