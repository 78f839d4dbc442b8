import type { Static } from 'typebox';
import type { Audit, Log, WallClock } from '../api/ports.ts';
import type { AccessState, SessionRow } from '../api/schemas/access.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Home } from '../home.ts';
import { InstanceError } from '../errors.ts';
import type { Act } from './act-hash.ts';
import type { Actor } from './actor.ts';
import { isLoopback } from './addresses.ts';
import { ApiKeys } from './api-keys.ts';
import { OneTimeCodes } from './one-time-codes.ts';
import type { CodePurpose } from './one-time-codes.ts';
import { Passkeys } from './passkeys.ts';
import { Passwords } from './passwords.ts';
import { UserPreferences } from './preferences.ts';
import { RecoveryCodes } from './recovery-codes.ts';
import { sessionTokenIn } from './session-cookie.ts';
import { endOf, Sessions } from './sessions.ts';
import { SignIn } from './sign-in.ts';
import { SignInBackoff } from './sign-in-backoff.ts';
import { StepUp } from './step-up.ts';
import { removeTokenFile, writeTokenFile } from './token-file.ts';
import type { TokenFile } from './token-file.ts';
import { sameText } from './tokens.ts';
import { Users } from './users.ts';

const SWEEP_MS = 60_000;

export interface AccessParameters {
  readonly prisma: PrismaClient;
  readonly audit: Audit;
  readonly log: Log;
  readonly clock: WallClock;
  readonly home: Pick<Home, 'tokenFile'>;
  /** Where browsers reach the instance: scheme, host and port. */
  readonly origin: () => string;
}

/** What a request shows of who sent it. */
export interface Credentials {
  /** The `Cookie` header, as it came. */
  readonly cookie?: string | undefined;
  /** The `Authorization` header, as it came. */
  readonly authorization?: string | undefined;
  readonly ip: string;
  readonly device: string;
}

/** A link that signs in once, for the terminal. */
export interface SignInLink {
  readonly purpose: CodePurpose;
  /** The code stands in the fragment, which browsers send to nobody. */
  readonly link: string;
  /** The same, to type. */
  readonly code: string;
  readonly expiresAt: number;
}

/** Who may do what: people, their sessions, programs' keys, and the machine's own command line. */
export class Access {
  readonly passwords = new Passwords();
  readonly sessions: Sessions;
  readonly users: Users;
  readonly passkeys: Passkeys;
  readonly recoveryCodes: RecoveryCodes;
  readonly preferences: UserPreferences;
  readonly apiKeys: ApiKeys;
  readonly stepUp: StepUp;
  readonly signIn: SignIn;
  readonly #codes: OneTimeCodes;
  readonly #parameters: AccessParameters;
  #tokenFile: TokenFile | undefined;
  #sweeping: NodeJS.Timeout | undefined;

  constructor(parameters: AccessParameters) {
    this.#parameters = parameters;
    const backoff = new SignInBackoff(parameters.clock);
    const passwords = this.passwords;
    const sessions = new Sessions(parameters);
    const apiKeys = new ApiKeys(parameters);
    const users = new Users(parameters, { passwords, sessions, apiKeys });
    const passkeys = new Passkeys(parameters);
    const recoveryCodes = new RecoveryCodes(parameters);
    const codes = new OneTimeCodes(parameters);
    this.sessions = sessions;
    this.users = users;
    this.passkeys = passkeys;
    this.recoveryCodes = recoveryCodes;
    this.#codes = codes;
    this.preferences = new UserPreferences(parameters);
    this.apiKeys = apiKeys;
    this.stepUp = new StepUp(parameters, { users, passwords, passkeys, backoff });
    this.signIn = new SignIn(parameters, {
      users,
      sessions,
      passwords,
      passkeys,
      codes,
      recoveryCodes,
      backoff,
    });
  }

  /**
   * Call it when the server listens: writes the token file for the machine's command line, and begins to forget what
   * is past its time. `address` is where this machine reaches the instance: `http://127.0.0.1:<port>`.
   */
  async start(address: string): Promise<void> {
    this.#tokenFile = await writeTokenFile(this.#parameters.home, address);
    this.#sweeping = setInterval(() => {
      this.sweep().catch((error: unknown) => {
        this.#parameters.log.error('access', 'Old sessions and codes were not forgotten', { error });
      });
    }, SWEEP_MS);
    this.#sweeping.unref();
  }

  /** Call it before the database closes. The command line's token ends with this. */
  async close(): Promise<void> {
    clearInterval(this.#sweeping);
    const written = this.#tokenFile;
    this.#tokenFile = undefined;
    if (written !== undefined) await removeTokenFile(this.#parameters.home, written);
  }

  /**
   * Who sent a request; undefined when it shows nothing that is good. An `Authorization` header is never completed by
   * a cookie.
   */
  async authenticate(credentials: Credentials): Promise<Actor | undefined> {
    const { authorization, cookie, ip } = credentials;
    if (authorization !== undefined) return this.#byBearer(authorization, ip);
    const token = sessionTokenIn(cookie);
    const session = token === undefined ? undefined : await this.sessions.find(token);
    if (session === undefined) return undefined;
    return { kind: 'user', ...session.user, sessionId: session.id, ip };
  }

  /**
   * True when `token` (the header `X-Step-Up`) confirms this act; it is used up with that. The command line needs none.
   */
  async checkStepUp(actor: Actor, token: string | undefined, act: Act): Promise<boolean> {
    return actor.kind === 'cli' || this.stepUp.check(actor, token, act);
  }

  /** What the sign-in page has to know. */
  async state(actor: Actor | undefined): Promise<AccessState> {
    const person = actor?.kind === 'user' ? actor : undefined;
    return {
      product: 'mr.market',
      claimed: await this.users.claimed(),
      groups: ['app', 'setup', 'manage'],
      me:
        person === undefined
          ? null
          : {
              id: person.id,
              name: person.name,
              role: person.role,
              passkeys: await this.passkeys.count(person.id),
            },
    };
  }

  /**
   * A new link, good for 15 minutes: to claim the instance, and once it has an owner to sign in as the owner. Earlier
   * ones are no longer good. Print it; it belongs in no log.
   *
   * @throws InstanceError NOT_RUNNING before `start`
   */
  async signInLink(): Promise<SignInLink> {
    const address = this.#tokenFile?.address;
    if (address === undefined) throw new InstanceError('NOT_RUNNING', 'The instance does not listen yet');
    const purpose = (await this.users.claimed()) ? 'sign-in' : 'claim';
    const { code, expiresAt } = await this.#codes.issue(purpose);
    return { purpose, code, expiresAt, link: `${address}/${purpose}#${code}` };
  }

  /** A user's own sessions. */
  async sessionsOf(actor: Actor): Promise<Static<typeof SessionRow>[]> {
    const sessions = await this.sessions.list(actor.id);
    return sessions.map((session) => ({
      id: session.id,
      createdAt: new Date(session.createdAt).toISOString(),
      lastSeenAt: new Date(session.lastSeenAt).toISOString(),
      expiresAt: new Date(endOf(session)).toISOString(),
      ip: session.ip,
      device: session.device,
      method: session.method,
      current: session.id === actor.sessionId,
    }));
  }

  /** Ends sessions past their time and forgets used codes; `start` does it each minute. */
  async sweep(): Promise<void> {
    await this.sessions.sweep();
    await this.#codes.sweep();
    await this.passkeys.sweep();
    await this.stepUp.sweep();
  }

  async #byBearer(authorization: string, ip: string): Promise<Actor | undefined> {
    const [, token] = /^Bearer ([A-Za-z0-9_-]{1,200})$/i.exec(authorization) ?? [];
    if (token === undefined) return undefined;
    const own = this.#tokenFile?.token;
    if (own === undefined || !sameText(token, own)) return this.apiKeys.find(token, ip);
    return isLoopback(ip) ? { kind: 'cli', id: 'cli', name: 'cli', role: 'owner', ip } : undefined;
  }
}
