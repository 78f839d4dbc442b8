import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Access } from '../../access/access.ts';
import type { RouteAccess } from '../../access/actor.ts';
import { clientOf, personOf } from './requester.ts';
import { sessionCookie } from '../../access/session-cookie.ts';
import { SESSION_LIFETIME_MS } from '../../access/sessions.ts';
import { InstanceError } from '../../errors.ts';
import {
  AddPasskey,
  ChangePassword,
  PasskeyRow,
  Preferences,
  RecoveryCodes,
  SessionRow,
  WebAuthnOptions,
} from '../schemas/access.ts';
import { Empty, IdParams } from '../schemas/common.ts';

const OWN: RouteAccess = { role: 'viewer', scope: 'none' };
const OWN_CONFIRMED: RouteAccess = { ...OWN, stepUp: true };
/** Made by the authenticator: up to 1023 bytes in base64url (WebAuthn, credential id). */
const PasskeyParams = Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9_-]{1,1364}$' }) });

/** What belongs to whoever is signed in: preferences, password, sessions, passkeys, recovery codes. */
export const meRoutes =
  (services: { readonly access: Access }): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { access } = services;

    app.get(
      '/api/me/preferences',
      { config: { access: OWN }, schema: { response: { 200: Preferences } } },
      async (request) => access.preferences.get(personOf(request).id),
    );

    app.put(
      '/api/me/preferences',
      { config: { access: OWN }, schema: { body: Preferences, response: { 200: Preferences } } },
      async (request) => access.preferences.set(personOf(request).id, request.body),
    );

    app.post(
      '/api/me/password',
      { config: { access: OWN }, schema: { body: ChangePassword, response: { 200: Empty } } },
      async (request, reply) => {
        const { token } = await access.signIn.changePassword(
          personOf(request),
          request.body,
          clientOf(request),
        );
        reply.header('set-cookie', sessionCookie(token, SESSION_LIFETIME_MS));
        return {};
      },
    );

    app.get(
      '/api/me/sessions',
      {
        config: { access: OWN },
        schema: { response: { 200: Type.Object({ items: Type.Array(SessionRow) }) } },
      },
      async (request) => ({ items: await access.sessionsOf(personOf(request)) }),
    );

    app.delete(
      '/api/me/sessions/:id',
      { config: { access: OWN }, schema: { params: IdParams, response: { 200: Empty } } },
      async (request) => {
        const person = personOf(request);
        const ended = await access.sessions.end(
          { id: request.params.id, userId: person.id },
          person,
          'sign-out',
        );
        if (ended === 0) throw new InstanceError('NOT_FOUND', 'The session has ended; load the list again');
        return {};
      },
    );

    app.get(
      '/api/me/passkeys',
      {
        config: { access: OWN },
        schema: { response: { 200: Type.Object({ items: Type.Array(PasskeyRow) }) } },
      },
      async (request) => ({ items: await access.passkeys.list(personOf(request).id) }),
    );

    app.post(
      '/api/me/passkeys/options',
      { config: { access: OWN }, schema: { body: Empty, response: { 200: WebAuthnOptions } } },
      async (request) => access.passkeys.registration(personOf(request)),
    );

    app.post(
      '/api/me/passkeys',
      { config: { access: OWN }, schema: { body: AddPasskey, response: { 200: PasskeyRow } } },
      async (request) => access.passkeys.register(request.body, personOf(request), request.id),
    );

    app.delete(
      '/api/me/passkeys/:id',
      { config: { access: OWN_CONFIRMED }, schema: { params: PasskeyParams, response: { 200: Empty } } },
      async (request) => {
        await access.passkeys.remove(request.params.id, personOf(request), request.id);
        return {};
      },
    );

    app.post(
      '/api/me/recovery-codes',
      { config: { access: OWN_CONFIRMED }, schema: { body: Empty, response: { 200: RecoveryCodes } } },
      async (request) => ({
        recoveryCodes: await access.recoveryCodes.renew(personOf(request), request.id),
      }),
    );
  };
