import type { Static } from 'typebox';
import type {
  ChangePassword,
  ClaimRequest,
  PasskeySignInRequest,
  RecoverRequest,
  Role,
  SignInRequest,
} from '../api/schemas/access.ts';
import { InstanceError } from '../errors.ts';
import type { UserModel } from '../generated/prisma/models.ts';
import type { Actor } from './actor.ts';
import { isLoopback } from './addresses.ts';
import type { AccessContext, Client } from './context.ts';
import type { OneTimeCodes } from './one-time-codes.ts';
import type { Passkeys } from './passkeys.ts';
import type { Passwords } from './passwords.ts';
import type { RecoveryCodes } from './recovery-codes.ts';
import { sessionTokenIn } from './session-cookie.ts';
import type { Sessions, SignInMethod } from './sessions.ts';
import type { SignInBackoff } from './sign-in-backoff.ts';
import type { Users } from './users.ts';

interface SignInParts {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly passkeys: Passkeys;
  readonly codes: OneTimeCodes;
  readonly recoveryCodes: RecoveryCodes;
  readonly backoff: SignInBackoff;
}

/** A browser that has just been signed in. */
export interface SignedIn {
  /** For the cookie. */
  readonly token: string;
  readonly actor: Actor;
}

/** The ways into an instance. Each one that succeeds or fails leaves a row in the audit log. */
export class SignIn {
  readonly #context: AccessContext;
  readonly #parts: SignInParts;

  constructor(context: AccessContext, parts: SignInParts) {
    this.#context = context;
    this.#parts = parts;
  }

  /**
   * Makes the first owner, for whoever has the code that the terminal printed.
   *
   * @throws InstanceError LOOPBACK_ONLY, ALREADY_CLAIMED, CODE_REFUSED
   */
  async claim(
    request: Static<typeof ClaimRequest>,
    client: Client,
  ): Promise<SignedIn & { readonly recoveryCodes: string[] }> {
    requireLoopback(client);
    const { users, codes, recoveryCodes } = this.#parts;
    const user = await users.claim(request.name ?? 'owner', request.password, async () => {
      if (await codes.use('claim', request.code)) return;
      await this.#failed('claim', undefined, client);
      throw codeRefused();
    });
    const actor = personOf(user, client);
    await this.#context.audit.record({
      actor,
      action: 'claim',
      target: user.name,
      requestId: client.requestId,
    });
    const printed = await recoveryCodes.renew(actor, client.requestId);
    return { ...(await this.#open(user, 'claim', client)), recoveryCodes: printed };
  }

  /** @throws InstanceError SIGN_IN_REFUSED, TOO_MANY_TRIES, NOT_CLAIMED */
  async withPassword(request: Static<typeof SignInRequest>, client: Client): Promise<SignedIn> {
    const { users, passwords, backoff } = this.#parts;
    if (!(await users.claimed())) {
      throw new InstanceError(
        'NOT_CLAIMED',
        'Nobody owns this instance yet; open the link that its terminal shows',
      );
    }
    const attempt = backoff.begin(request.name, client.ip);
    const user = await users.byName(request.name);
    const right = await passwords.verify(request.password, user?.passwordHash);
    if (user === undefined || !right || user.disabledAt !== null) {
      await this.#failed('sign-in', user, client, 'password');
      throw new InstanceError('SIGN_IN_REFUSED', 'Name or password is wrong');
    }
    attempt.succeeded();
    return this.#open(user, 'password', client);
  }

  /** With a code that `./mrm sign-in` printed: an owner. @throws InstanceError LOOPBACK_ONLY, CODE_REFUSED */
  async withCode(code: string, client: Client): Promise<SignedIn> {
    requireLoopback(client);
    const { users, codes } = this.#parts;
    const used = await codes.use('sign-in', code);
    const owner = used ? await users.firstOwner() : undefined;
    if (owner === undefined) {
      await this.#failed('sign-in', undefined, client, 'code');
      throw codeRefused();
    }
    return this.#open(owner, 'code', client);
  }

  /** @throws InstanceError SIGN_IN_REFUSED, TOO_MANY_TRIES, PASSKEYS_UNAVAILABLE */
  async withPasskey(request: Static<typeof PasskeySignInRequest>, client: Client): Promise<SignedIn> {
    const { passkeys, backoff } = this.#parts;
    const attempt = backoff.beginFrom(client.ip);
    const user = await passkeys.verify(request, { purpose: 'sign-in' });
    if (user === undefined) {
      await this.#failed('sign-in', undefined, client, 'passkey');
      throw new InstanceError(
        'SIGN_IN_REFUSED',
        'The passkey was not accepted; try again, or use your password',
      );
    }
    attempt.succeeded();
    return this.#open(user, 'passkey', client);
  }

  /**
   * Sets a new password with a recovery code, and ends every session of the user.
   *
   * @throws InstanceError SIGN_IN_REFUSED, TOO_MANY_TRIES
   */
  async recover(request: Static<typeof RecoverRequest>, client: Client): Promise<SignedIn> {
    const { users, passwords, recoveryCodes, backoff, sessions } = this.#parts;
    const attempt = backoff.begin(request.name, client.ip);
    // Hashed before anything is looked up: a name that does not exist takes as long.
    const passwordHash = await passwords.hash(request.password);
    const user = await users.byName(request.name);
    const good =
      user !== undefined &&
      user.disabledAt === null &&
      (await recoveryCodes.use(user.id, request.recoveryCode));
    if (!good) {
      await this.#failed('sign-in', user, client, 'recovery-code');
      throw new InstanceError(
        'SIGN_IN_REFUSED',
        'Name or recovery code is wrong, or the code was used before',
      );
    }
    attempt.succeeded();
    await users.setPassword(user.id, passwordHash);
    const actor = personOf(user, client);
    await this.#context.audit.record({
      actor,
      action: 'user.recover',
      target: user.name,
      requestId: client.requestId,
    });
    await sessions.end({ userId: user.id }, actor, 'password');
    return this.#open(user, 'recovery-code', client);
  }

  /**
   * Changes the user's own password: every session ends, and this browser gets a new one.
   *
   * @throws InstanceError REQUEST_INVALID (field `current`), TOO_MANY_TRIES
   */
  async changePassword(
    actor: Actor,
    request: Static<typeof ChangePassword>,
    client: Client,
  ): Promise<SignedIn> {
    const { users, passwords, sessions, backoff } = this.#parts;
    const attempt = backoff.begin(actor.name, client.ip);
    const user = await users.byId(actor.id);
    const right = await passwords.verify(request.current, user?.passwordHash);
    if (user === undefined || !right) {
      const entry = { actor, action: 'user.password', target: actor.name, requestId: client.requestId };
      await this.#context.audit.record({ ...entry, outcome: 'refused' });
      throw new InstanceError('REQUEST_INVALID', 'The current password is wrong; nothing was changed', {
        problems: [{ field: 'current', message: 'is wrong' }],
      });
    }
    attempt.succeeded();
    await users.setPassword(user.id, await passwords.hash(request.next));
    await this.#context.audit.record({
      actor,
      action: 'user.password',
      target: user.name,
      requestId: client.requestId,
    });
    await sessions.end({ userId: user.id }, actor, 'password');
    return this.#open(user, 'password', client);
  }

  async signOut(actor: Actor): Promise<void> {
    if (actor.sessionId !== undefined)
      await this.#parts.sessions.end({ id: actor.sessionId }, actor, 'sign-out');
  }

  async #open(user: UserModel, method: SignInMethod, client: Client): Promise<SignedIn> {
    const { sessions } = this.#parts;
    const { audit, log } = this.#context;
    const actor = personOf(user, client);
    const earlier = sessionTokenIn(client.cookie);
    const left = earlier === undefined ? undefined : await sessions.find(earlier);
    if (left !== undefined) await sessions.end({ id: left.id }, actor, 'new-sign-in');
    const { id, token } = await sessions.create(user.id, method, client);
    await audit.record({
      actor,
      action: 'sign-in',
      target: user.name,
      after: { method },
      requestId: client.requestId,
    });
    log.info('access', 'Signed in', { user: user.name, method, ip: client.ip });
    return { token, actor: { ...actor, sessionId: id } };
  }

  /** A name that does not exist is not written down: people type passwords into the wrong field. */
  async #failed(
    action: string,
    user: UserModel | undefined,
    client: Client,
    method?: SignInMethod,
  ): Promise<void> {
    const target = user?.name ?? 'unknown';
    await this.#context.audit.record({
      actor: { kind: 'user', id: 'anonymous', name: 'anonymous', role: 'viewer', ip: client.ip },
      action,
      target,
      after: method === undefined ? undefined : { method },
      outcome: 'refused',
      requestId: client.requestId,
    });
    this.#context.log.warn('access', 'A sign-in was refused', { user: target, method, ip: client.ip });
  }
}

function personOf(user: UserModel, client: Client): Actor {
  return { kind: 'user', id: user.id, name: user.name, role: user.role as Role, ip: client.ip };
}

function requireLoopback(client: Client): void {
  if (isLoopback(client.ip)) return;
  throw new InstanceError('LOOPBACK_ONLY', 'This works only from the machine that the instance runs on');
}

function codeRefused(): InstanceError {
  return new InstanceError(
    'CODE_REFUSED',
    'The code is wrong, used or too old; `./mrm sign-in` on the machine prints a new one',
  );
}
