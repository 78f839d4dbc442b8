import { Type } from 'typebox';
import type { Static, TSchema } from 'typebox';
import { REQUESTS } from '../../vault/protocol.ts';
import { SealedSchema } from '../../vault/sealed-box.ts';
import { Nullable, Timestamp } from './common.ts';

// What the vault takes and gives over the API: as in vault/protocol.ts, whose schemas these are. Secrets cross only
// sealed to a key that the signing process made for this one time (vault/sealed-box.ts).

const closed = <Properties extends Record<string, TSchema>>(properties: Properties, $id?: string) =>
  Type.Object(properties, { additionalProperties: false, ...($id === undefined ? {} : { $id }) });

/** Secrets that a person typed, sealed to the key of a challenge. */
export const Typed = closed({ sealed: SealedSchema }, 'Typed');
export type Typed = Static<typeof Typed>;

/** The vault's state; nothing of it is secret. */
export const VaultStatus = closed(REQUESTS.status.result.properties, 'VaultStatus');

/** The signing process and its vault. `off`: there is no vault and nobody asked for one; `vault` is null then. */
export const KeysStatus = closed(
  {
    process: Type.Enum(['off', 'starting', 'ready', 'down']),
    lastError: Nullable(closed({ code: Type.String(), message: Type.String() })),
    vault: Nullable(VaultStatus),
  },
  'KeysStatus',
);
export type KeysStatus = Static<typeof KeysStatus>;

/** A one-use key that secrets may be sealed to. */
export const KeysChallenge = closed(REQUESTS.challenge.result.properties, 'KeysChallenge');
export type KeysChallenge = Static<typeof KeysChallenge>;

/** The words of the seed, sealed, and which three of them (from 1) are asked back. */
export const WordsShown = closed(REQUESTS.showWords.result.properties, 'WordsShown');
export type WordsShown = Static<typeof WordsShown>;

export const VaultRecord = closed(REQUESTS.putSecret.result.properties, 'VaultRecord');
export type VaultRecord = Static<typeof VaultRecord>;

/** A row of the vault's own audit, which the signing process writes. `at`: ms since the epoch by the vault's clock. */
export const VaultAudit = closed(REQUESTS.audit.result.properties, 'VaultAudit');
export type VaultAudit = Static<typeof VaultAudit>;

const typed = { typed: Type.Optional(Typed) };
const needed = { typed: Typed };

export const InitKeys = closed({ ...REQUESTS.init.params.properties, ...typed });
export type InitKeys = Static<typeof InitKeys>;
/** `shown` where the words are shown first: nothing is on disk until they are confirmed. */
export const KeysInitialised = closed(
  { shown: Type.Optional(WordsShown), status: KeysStatus },
  'KeysInitialised',
);
export type KeysInitialised = Static<typeof KeysInitialised>;
export const ConfirmWords = closed(needed);
export const ShowWords = REQUESTS.showWords.params;
export const UnlockKeys = closed(typed);
export const ElevateKeys = closed(typed);
export const PutSecret = closed({ ...REQUESTS.putSecret.params.properties, ...needed });
export type PutSecret = Static<typeof PutSecret>;
export const RevealSecret = REQUESTS.reveal.params;
export const ExportScope = REQUESTS.exportScope.params;
export const SealedAnswer = REQUESTS.reveal.result;
export const SecretParams = closed({ id: REQUESTS.removeSecret.params.properties.id });

export const ExportKeys = closed(needed);
export const KeysExported = closed(REQUESTS.exportVault.result.properties, 'KeysExported');
export const KeysExportFile = closed(
  { file: Type.String(), at: Timestamp, bytes: Type.Integer() },
  'KeysExportFile',
);
export type KeysExportFile = Static<typeof KeysExportFile>;
export const ExportFileParams = closed({
  file: Type.String({ pattern: '^[0-9a-f]{1,64}-[0-9]{1,16}\\.mrmvault$' }),
});

/** Bytes of a request with a copy of a vault: the one route that takes more than others. */
export const IMPORT_BODY_LIMIT = 4 * 1024 * 1024;
export const ImportKeys = closed({
  /** The file, in base64. */
  content: Type.String({ pattern: '^[A-Za-z0-9+/]+={0,2}$', maxLength: IMPORT_BODY_LIMIT }),
  source: REQUESTS.importVault.params.properties.source,
  ...needed,
});
export type ImportKeys = Static<typeof ImportKeys>;

export const ChangePassphrase = closed(needed);
export const AddSlot = closed({ ...REQUESTS.addSlot.params.properties, ...typed });
export const SlotAnswer = REQUESTS.addSlot.result;
export const SlotParams = closed({ slot: Type.Integer({ minimum: 0, maximum: 255 }) });
/** `kek`: the key that wraps the data keys, and in `drop` the slots to leave behind. `dek`: the data keys themselves. */
export const RotateKeys = closed({
  what: Type.Enum(['kek', 'dek']),
  drop: REQUESTS.rotateKek.params.properties.drop,
  ...typed,
});
export type RotateKeys = Static<typeof RotateKeys>;

export const LimitsQuery = REQUESTS.readLimits.params;
export const LimitsAnswer = REQUESTS.readLimits.result;
export const SetLimits = REQUESTS.setLimits.params;
export const VaultAuditQuery = closed({
  after: REQUESTS.audit.params.properties.after,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 100 })),
});
