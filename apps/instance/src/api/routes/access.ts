import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import type { Access } from '../../access/access.ts';
import type { RouteAccess } from '../../access/actor.ts';
import { actorOf } from '../plugins/access-guard.ts';
import { clientOf } from './requester.ts';
import { noSessionCookie, sessionCookie } from '../../access/session-cookie.ts';
import { SESSION_LIFETIME_MS } from '../../access/sessions.ts';
import type { SignedIn } from '../../access/sign-in.ts';
import { InstanceError } from '../../errors.ts';
import {
  AccessState,
  ClaimRequest,
  CodeSignInRequest,
  PasskeySignInRequest,
  RecoverRequest,
  RecoveryCodes,
  SignInLink,
  SignInRequest,
  StepUp,
  StepUpOptionsRequest,
  StepUpRequest,
  WebAuthnOptions,
} from '../schemas/access.ts';
import { Empty } from '../schemas/common.ts';

const PUBLIC: RouteAccess = { role: 'public', scope: 'none' };
const TERMINAL: RouteAccess = { role: 'public', scope: 'none', loopback: true };
const SIGNED_IN: RouteAccess = { role: 'viewer', scope: 'none' };
/** A confirmation holds the body of its act, of which the largest is a copy of a vault. */
const STEP_UP_BODY_LIMIT = 1024 * 1024;

/** Signing in and out, claiming the instance, and the confirmation of dangerous acts. */
export const accessRoutes =
  (services: { readonly access: Access }): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { access } = services;
    const { signIn } = access;

    const answer = async (reply: FastifyReply, signedIn: SignedIn): Promise<AccessState> => {
      reply.header('set-cookie', sessionCookie(signedIn.token, SESSION_LIFETIME_MS));
      return access.state(signedIn.actor);
    };

    app.get(
      '/api/auth/state',
      { config: { access: PUBLIC }, schema: { response: { 200: AccessState } } },
      async (request) => access.state(request.actor),
    );

    app.post(
      '/api/auth/claim',
      { config: { access: TERMINAL }, schema: { body: ClaimRequest, response: { 200: RecoveryCodes } } },
      async (request, reply) => {
        const { token, recoveryCodes } = await signIn.claim(request.body, clientOf(request));
        reply.header('set-cookie', sessionCookie(token, SESSION_LIFETIME_MS));
        return { recoveryCodes };
      },
    );

    app.post(
      '/api/auth/sign-in',
      { config: { access: PUBLIC }, schema: { body: SignInRequest, response: { 200: AccessState } } },
      async (request, reply) => answer(reply, await signIn.withPassword(request.body, clientOf(request))),
    );

    app.post(
      '/api/auth/sign-in/code',
      { config: { access: TERMINAL }, schema: { body: CodeSignInRequest, response: { 200: AccessState } } },
      async (request, reply) => answer(reply, await signIn.withCode(request.body.code, clientOf(request))),
    );

    app.post(
      '/api/auth/recover',
      { config: { access: PUBLIC }, schema: { body: RecoverRequest, response: { 200: AccessState } } },
      async (request, reply) => answer(reply, await signIn.recover(request.body, clientOf(request))),
    );

    app.post(
      '/api/auth/passkey/options',
      { config: { access: PUBLIC }, schema: { body: Empty, response: { 200: WebAuthnOptions } } },
      async () => access.passkeys.assertion({ purpose: 'sign-in' }),
    );

    app.post(
      '/api/auth/passkey/sign-in',
      { config: { access: PUBLIC }, schema: { body: PasskeySignInRequest, response: { 200: AccessState } } },
      async (request, reply) => answer(reply, await signIn.withPasskey(request.body, clientOf(request))),
    );

    app.post(
      '/api/auth/sign-out',
      { config: { access: SIGNED_IN }, schema: { response: { 200: Empty } } },
      async (request, reply) => {
        await signIn.signOut(actorOf(request));
        reply.header('set-cookie', noSessionCookie());
        return {};
      },
    );

    app.post(
      '/api/access/sign-in-link',
      {
        config: { access: { role: 'owner', scope: 'none', loopback: true } },
        schema: { response: { 200: SignInLink } },
      },
      async (request) => {
        if (actorOf(request).kind !== 'cli') {
          throw new InstanceError('FORBIDDEN', 'Only `./mrm sign-in` on the machine itself prints a link');
        }
        const link = await access.signInLink();
        return { ...link, expiresAt: new Date(link.expiresAt).toISOString() };
      },
    );

    app.post(
      '/api/step-up/options',
      {
        config: { access: SIGNED_IN },
        bodyLimit: STEP_UP_BODY_LIMIT,
        schema: { body: StepUpOptionsRequest, response: { 200: WebAuthnOptions } },
      },
      async (request) => access.stepUp.options(actorOf(request), request.body.act),
    );

    app.post(
      '/api/step-up',
      {
        config: { access: SIGNED_IN },
        bodyLimit: STEP_UP_BODY_LIMIT,
        schema: { body: StepUpRequest, response: { 200: StepUp } },
      },
      async (request) => access.stepUp.confirm(actorOf(request), request.body, request.id),
    );
  };
