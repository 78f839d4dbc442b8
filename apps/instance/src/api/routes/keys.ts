import { createReadStream } from 'node:fs';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { RouteAccess } from '../../access/actor.ts';
import { Empty } from '../schemas/common.ts';
import {
  AddSlot,
  ChangePassphrase,
  ConfirmWords,
  ElevateKeys,
  ExportFileParams,
  ExportKeys,
  ExportScope,
  IMPORT_BODY_LIMIT,
  ImportKeys,
  InitKeys,
  KeysChallenge,
  KeysExported,
  KeysExportFile,
  KeysInitialised,
  KeysStatus,
  LimitsAnswer,
  LimitsQuery,
  PutSecret,
  RevealSecret,
  RotateKeys,
  SealedAnswer,
  SecretParams,
  SetLimits,
  ShowWords,
  SlotAnswer,
  SlotParams,
  UnlockKeys,
  VaultAudit,
  VaultAuditQuery,
  VaultRecord,
  WordsShown,
} from '../schemas/keys.ts';
import type { Services } from '../services.ts';
import { askerOf } from './requester.ts';

/** A file. Fastify checks no stream against it. */
const BYTES = Type.Unsafe<unknown>(Type.String({ format: 'binary' }));
const OPERATOR: { access: RouteAccess } = { access: { role: 'operator' } };
const OWNER: { access: RouteAccess } = { access: { role: 'owner', scope: 'none' } };
const CONFIRMED: { access: RouteAccess } = { access: { ...OWNER.access, stepUp: true } };

/**
 * The key vault. Secrets cross only sealed, so that neither this process nor what stands before it can read them. No
 * route signs: signatures are asked for inside the instance only.
 */
export const keyRoutes =
  ({ keys }: Pick<Services, 'keys'>): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { vault } = keys;

    app.get(
      '/api/keys',
      { config: OPERATOR, schema: { summary: 'State of the vault', response: { 200: KeysStatus } } },
      async () => vault.refresh(),
    );

    app.post(
      '/api/keys/challenge',
      {
        config: OPERATOR,
        schema: {
          summary: 'A one-use key to seal secrets to',
          description: 'Starts the signing process if it is off.',
          body: Empty,
          response: { 200: KeysChallenge },
        },
      },
      async () => vault.request('challenge', {}),
    );

    // ---- making, opening, locking ----

    app.post(
      '/api/keys/init',
      {
        config: CONFIRMED,
        schema: {
          summary: 'Make a vault',
          description:
            'seed random: at once. words: the words are shown first, and nothing is kept until they are confirmed. given: 24 words are typed. Typed in this order: the passphrase (source passphrase), the words (seed given).',
          body: InitKeys,
          response: { 200: KeysInitialised },
        },
      },
      async (request) => keys.init(request.body, askerOf(request)),
    );

    app.post(
      '/api/keys/words/confirm',
      {
        config: OWNER,
        schema: {
          summary: 'Say three of the words that were shown',
          body: ConfirmWords,
          response: { 200: KeysStatus },
        },
      },
      async (request) => keys.confirmWords(request.body.typed, askerOf(request)),
    );

    app.post(
      '/api/keys/words/cancel',
      {
        config: OWNER,
        schema: {
          summary: 'Forget the words that were shown',
          body: Empty,
          response: { 200: KeysStatus },
        },
      },
      async (request) => keys.cancelWords(askerOf(request)),
    );

    app.post(
      '/api/keys/words/show',
      {
        config: CONFIRMED,
        schema: {
          summary: 'Show the words of the seed again',
          description: 'Needs elevation.',
          body: ShowWords,
          response: { 200: WordsShown },
        },
      },
      async (request) => keys.showWords(request.body, askerOf(request)),
    );

    app.post(
      '/api/keys/unlock',
      {
        config: OPERATOR,
        schema: { summary: 'Unlock the vault', body: UnlockKeys, response: { 200: KeysStatus } },
      },
      async (request) => keys.unlock(request.body, askerOf(request)),
    );

    app.post(
      '/api/keys/lock',
      {
        config: OPERATOR,
        schema: { summary: 'Lock the vault', body: Empty, response: { 200: KeysStatus } },
      },
      async (request) => keys.lock(askerOf(request)),
    );

    app.post(
      '/api/keys/elevate',
      {
        config: OWNER,
        schema: {
          summary: 'Allow dangerous acts for ten minutes',
          body: ElevateKeys,
          response: { 200: KeysStatus },
        },
      },
      async (request) => keys.elevate(request.body, askerOf(request)),
    );

    // ---- secrets ----

    app.get(
      '/api/keys/records',
      {
        config: OPERATOR,
        schema: {
          summary: 'What the vault keeps, by id and label',
          response: { 200: Type.Object({ records: Type.Array(VaultRecord) }) },
        },
      },
      async () => vault.request('list', {}),
    );

    app.post(
      '/api/keys/secrets',
      {
        config: CONFIRMED,
        schema: { summary: 'Keep a secret', body: PutSecret, response: { 200: VaultRecord } },
      },
      async (request) => keys.putSecret(request.body, askerOf(request)),
    );

    app.delete(
      '/api/keys/secrets/:id',
      {
        config: CONFIRMED,
        schema: {
          summary: 'Remove a secret',
          description: 'Needs elevation.',
          params: SecretParams,
          response: { 200: Empty },
        },
      },
      async (request) => {
        await keys.removeSecret(request.params.id, askerOf(request));
        return {};
      },
    );

    app.post(
      '/api/keys/reveal',
      {
        config: CONFIRMED,
        schema: {
          summary: 'A secret, sealed to who asks',
          description: 'Needs elevation.',
          body: RevealSecret,
          response: { 200: SealedAnswer },
        },
      },
      async (request) => keys.reveal(request.body, askerOf(request)),
    );

    app.post(
      '/api/keys/export-scope',
      {
        config: CONFIRMED,
        schema: {
          summary: 'The key of one scope, sealed to who asks',
          description: 'Needs elevation.',
          body: ExportScope,
          response: { 200: SealedAnswer },
        },
      },
      async (request) => keys.exportScope(request.body, askerOf(request)),
    );

    // ---- copies ----

    app.post(
      '/api/keys/exports',
      {
        config: CONFIRMED,
        schema: {
          summary: 'Make an encrypted copy of the vault',
          description: 'Typed: a passphrase for the copy. Needs elevation.',
          body: ExportKeys,
          response: { 200: KeysExported },
        },
      },
      async (request) => keys.exportVault(request.body.typed, askerOf(request)),
    );

    app.get(
      '/api/keys/exports',
      {
        config: OWNER,
        schema: {
          summary: 'Copies that were made, newest first',
          response: { 200: Type.Object({ items: Type.Array(KeysExportFile) }) },
        },
      },
      async () => ({ items: await keys.exports() }),
    );

    app.get(
      '/api/keys/exports/:file',
      {
        config: OWNER,
        schema: {
          summary: 'A copy as a file',
          params: ExportFileParams,
          response: {
            200: { description: 'Done', content: { 'application/octet-stream': { schema: BYTES } } },
          },
        },
      },
      async (request, reply) => {
        const { file } = request.params;
        const { path, bytes } = await keys.download(file, askerOf(request));
        return reply
          .type('application/octet-stream')
          .header('content-disposition', `attachment; filename="${file}"`)
          .header('content-length', bytes)
          .send(createReadStream(path));
      },
    );

    app.post(
      '/api/keys/import',
      {
        config: CONFIRMED,
        bodyLimit: IMPORT_BODY_LIMIT,
        schema: {
          summary: 'Make the vault from a copy',
          description:
            'Only where there is none. Typed in this order: the passphrase of the copy, a new passphrase (source passphrase). Up to 4 MiB; from a browser up to 1 MiB, as the confirmation holds the body too.',
          body: ImportKeys,
          response: { 200: KeysStatus },
        },
      },
      async (request) => keys.importVault(request.body, askerOf(request)),
    );

    // ---- upkeep ----

    app.post(
      '/api/keys/passphrase',
      {
        config: CONFIRMED,
        schema: {
          summary: 'Change the passphrase',
          description: 'Typed: the old one, the new one. Needs elevation.',
          body: ChangePassphrase,
          response: { 200: SlotAnswer },
        },
      },
      async (request) => keys.changePassphrase(request.body.typed, askerOf(request)),
    );

    app.post(
      '/api/keys/slots',
      {
        config: CONFIRMED,
        schema: {
          summary: 'One more way to open the vault',
          description: 'Typed: the passphrase (source passphrase). Needs elevation.',
          body: AddSlot,
          response: { 200: SlotAnswer },
        },
      },
      async (request) => keys.addSlot(request.body, askerOf(request)),
    );

    app.delete(
      '/api/keys/slots/:slot',
      {
        config: CONFIRMED,
        schema: {
          summary: 'Remove a way to open the vault',
          description: 'Needs elevation.',
          params: SlotParams,
          response: { 200: Empty },
        },
      },
      async (request) => {
        await keys.removeSlot(request.params.slot, askerOf(request));
        return {};
      },
    );

    app.post(
      '/api/keys/rotate',
      {
        config: CONFIRMED,
        schema: {
          summary: 'Put new keys around the secrets',
          description:
            'kek: a new key-encryption key; typed: the passphrase, where there is one. dek: new data keys. Needs elevation.',
          body: RotateKeys,
          response: { 200: KeysStatus },
        },
      },
      async (request) => keys.rotate(request.body, askerOf(request)),
    );

    app.get(
      '/api/keys/limits',
      {
        config: OPERATOR,
        schema: {
          summary: 'What one purpose of one scope may sign',
          querystring: LimitsQuery,
          response: { 200: LimitsAnswer },
        },
      },
      async (request) => vault.request('readLimits', request.query),
    );

    app.put(
      '/api/keys/limits',
      {
        config: CONFIRMED,
        schema: {
          summary: 'Set what one purpose of one scope may sign',
          description: 'Looser limits need elevation.',
          body: SetLimits,
          response: { 200: Empty },
        },
      },
      async (request) => {
        await keys.setLimits(request.body, askerOf(request));
        return {};
      },
    );

    app.get(
      '/api/keys/audit',
      {
        config: OPERATOR,
        schema: {
          summary: 'What the signing process did, oldest first',
          querystring: VaultAuditQuery,
          response: { 200: VaultAudit },
        },
      },
      async (request) => {
        const { after, limit = 100 } = request.query;
        return vault.request('audit', { limit, ...(after === undefined ? {} : { after }) });
      },
    );
  };
