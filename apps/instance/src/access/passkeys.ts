import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { cose } from '@simplewebauthn/server/helpers';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { Static } from 'typebox';
import type { AddPasskey, PasskeyRow, WebAuthnOptions, WebAuthnResponse } from '../api/schemas/access.ts';
import { InstanceError } from '../errors.ts';
import type { PasskeyModel, UserModel } from '../generated/prisma/models.ts';
import type { Actor } from './actor.ts';
import { Challenges } from './challenges.ts';
import type { ChallengeUse } from './challenges.ts';
import type { AccessContext } from './context.ts';
import { relyingParty } from './relying-party.ts';

export type PasskeyAnswer = {
  readonly challengeId: string;
  readonly response: Static<typeof WebAuthnResponse>;
};

/** Passkeys (WebAuthn): the user is verified by the device, the origin is bound, a copied key shows by its counter. */
export class Passkeys {
  readonly #context: AccessContext;
  readonly #challenges: Challenges;

  constructor(context: AccessContext) {
    this.#context = context;
    this.#challenges = new Challenges(context);
  }

  async list(userId: string): Promise<Static<typeof PasskeyRow>[]> {
    const rows = await this.#context.prisma.passkey.findMany({
      where: { userId },
      orderBy: { createdAt: 'asc' },
    });
    return rows.map(shown);
  }

  async count(userId: string): Promise<number> {
    return this.#context.prisma.passkey.count({ where: { userId } });
  }

  /** Options for `navigator.credentials.create`. @throws InstanceError PASSKEYS_UNAVAILABLE */
  async registration(actor: Actor): Promise<Static<typeof WebAuthnOptions>> {
    const party = relyingParty(this.#context.origin());
    const known = await this.#context.prisma.passkey.findMany({ where: { userId: actor.id } });
    const { id, challenge } = await this.#challenges.issue(registrationUse(actor));
    const options = await generateRegistrationOptions({
      rpName: 'Mr.Market',
      rpID: party.id,
      userName: actor.name,
      userID: Uint8Array.from(Buffer.from(actor.id)),
      challenge: Uint8Array.from(Buffer.from(challenge, 'base64url')),
      attestationType: 'none',
      excludeCredentials: known.map(({ id, transports }) => ({
        id,
        transports: JSON.parse(transports) as string[],
      })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      supportedAlgorithmIDs: ALGORITHMS,
    });
    return { challengeId: id, options: { ...options } };
  }

  /** @throws InstanceError PASSKEY_REFUSED */
  async register(
    request: Static<typeof AddPasskey>,
    actor: Actor,
    requestId: string,
  ): Promise<Static<typeof PasskeyRow>> {
    const { prisma, clock, audit, origin } = this.#context;
    const party = relyingParty(origin());
    const expectedChallenge = await this.#challenges.take(request.challengeId, registrationUse(actor));
    if (expectedChallenge === undefined) throw refused('the request is too old, or was answered already');
    const { registrationInfo } = await verifyRegistrationResponse({
      // The library checks its form.
      response: request.response as unknown as RegistrationResponseJSON,
      expectedChallenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    }).catch((cause: unknown) => {
      throw refused('its answer does not fit the request', cause);
    });
    if (registrationInfo === undefined) throw refused('its answer does not fit the request');
    const { credential } = registrationInfo;
    if ((await prisma.passkey.findUnique({ where: { id: credential.id } })) !== null) {
      throw refused('it is registered already');
    }
    const row = await prisma.passkey.create({
      data: {
        id: credential.id,
        userId: actor.id,
        publicKey: credential.publicKey,
        counter: BigInt(credential.counter),
        transports: JSON.stringify(credential.transports ?? []),
        name: request.name,
        createdAt: BigInt(clock.now()),
      },
    });
    await audit.record({
      actor,
      action: 'passkey.add',
      target: actor.name,
      after: { name: row.name },
      requestId,
    });
    return shown(row);
  }

  /** @throws InstanceError NOT_FOUND */
  async remove(id: string, actor: Actor, requestId: string): Promise<void> {
    const { prisma, audit } = this.#context;
    const row = await prisma.passkey.findFirst({ where: { id, userId: actor.id } });
    if (row === null) throw new InstanceError('NOT_FOUND', 'You have no such passkey; load the list again');
    await prisma.passkey.delete({ where: { id } });
    await audit.record({
      actor,
      action: 'passkey.remove',
      target: actor.name,
      before: { name: row.name },
      requestId,
    });
  }

  /**
   * Options for `navigator.credentials.get`. For a sign-in they name no passkeys, so that they do not tell who has one;
   * the browser offers those it knows.
   *
   * @throws InstanceError PASSKEYS_UNAVAILABLE
   */
  async assertion(use: ChallengeUse): Promise<Static<typeof WebAuthnOptions>> {
    const party = relyingParty(this.#context.origin());
    const known =
      use.userId === undefined
        ? undefined
        : await this.#context.prisma.passkey.findMany({ where: { userId: use.userId } });
    if (known?.length === 0) {
      throw new InstanceError('PASSKEYS_UNAVAILABLE', 'You have no passkey yet; confirm with your password');
    }
    const { id, challenge } = await this.#challenges.issue(use);
    const options = await generateAuthenticationOptions({
      rpID: party.id,
      challenge: Uint8Array.from(Buffer.from(challenge, 'base64url')),
      userVerification: 'required',
      ...(known === undefined
        ? {}
        : {
            allowCredentials: known.map(({ id, transports }) => ({
              id,
              transports: JSON.parse(transports) as string[],
            })),
          }),
    });
    return { challengeId: id, options: { ...options } };
  }

  /** Whose passkey answered; undefined when the answer is not good for this use. */
  async verify(answer: PasskeyAnswer, use: ChallengeUse): Promise<UserModel | undefined> {
    const { prisma, clock, origin, log } = this.#context;
    const party = relyingParty(origin());
    const expectedChallenge = await this.#challenges.take(answer.challengeId, use);
    const credentialId = answer.response['id'];
    if (expectedChallenge === undefined || typeof credentialId !== 'string') return undefined;
    const row = await prisma.passkey.findUnique({ where: { id: credentialId }, include: { user: true } });
    if (row === null || row.user.disabledAt !== null) return undefined;
    if (use.userId !== undefined && use.userId !== row.userId) return undefined;
    const verified = await verifyAuthenticationResponse({
      // The library checks its form.
      response: answer.response as unknown as AuthenticationResponseJSON,
      expectedChallenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      credential: { id: row.id, publicKey: Uint8Array.from(row.publicKey), counter: Number(row.counter) },
      requireUserVerification: true,
    }).catch((error: unknown) => {
      log.warn('access', 'A passkey was refused', { user: row.user.name, error });
      return undefined;
    });
    if (verified?.verified !== true) return undefined;
    // Two answers with the same counter: only the first is a passkey's own.
    const { count } = await prisma.passkey.updateMany({
      where: { id: row.id, counter: row.counter },
      data: { counter: BigInt(verified.authenticationInfo.newCounter), lastUsedAt: BigInt(clock.now()) },
    });
    return count === 1 ? row.user : undefined;
  }

  async sweep(): Promise<void> {
    await this.#challenges.sweep();
  }
}

const ALGORITHMS = [cose.COSEALG.ES256, cose.COSEALG.EdDSA];

function registrationUse(actor: Actor): ChallengeUse {
  return {
    purpose: 'register',
    userId: actor.id,
    ...(actor.sessionId === undefined ? {} : { sessionId: actor.sessionId }),
  };
}

function refused(why: string, cause?: unknown): InstanceError {
  return new InstanceError('PASSKEY_REFUSED', `The passkey was not added: ${why}. Try again`, { cause });
}

function shown(row: PasskeyModel): Static<typeof PasskeyRow> {
  return {
    id: row.id,
    name: row.name,
    createdAt: new Date(Number(row.createdAt)).toISOString(),
    lastUsedAt: row.lastUsedAt === null ? null : new Date(Number(row.lastUsedAt)).toISOString(),
  };
}
