import { randomBytes } from 'node:crypto';
import { wordsToEntropy } from 'drxa/bip/words';
import { Ceremony } from './ceremony.ts';
import type { Handlers } from './handlers.ts';
import { KEY_LIFE_MS } from './open-keys.ts';
import type { Params, WordsShown } from './protocol.ts';
import { sealedFor } from './sealed-for.ts';
import { ROOT_ID, wipeAll } from './signing-process.ts';
import type { SigningProcess } from './signing-process.ts';
import { SOURCES } from './sources.ts';
import { createVault } from './vault.ts';
import { VaultError } from './vault-error.ts';

const SEED_BYTES = 32;

/** Making, opening and locking a vault. */
export const openingHandlers = {
  status: (process) => process.status(),

  challenge: (process) => ({
    vaultId: process.vaultId.toString('hex'),
    replyTo: process.keys.make(),
    forSec: KEY_LIFE_MS / 1000,
  }),

  init(process, params) {
    if (!process.absent)
      throw new VaultError('VAULT_EXISTS', 'there is a vault already; nothing was changed');
    process.ceremony?.wipe();
    process.ceremony = undefined;
    const { passphrase, seed } = newVaultSecrets(process, params);
    const wipe = (): void => {
      seed.fill(0);
      passphrase?.fill(0);
    };
    const make = (): void => {
      const input = process.input(passphrase);
      createVault(process.folder, {
        vaultId: process.vaultId,
        slots: [{ source: params.source, input }],
        secrets: [{ kind: 'root-seed', id: ROOT_ID, label: 'root seed', secret: seed }],
        nowMs: process.nowMs(),
      });
      process.openStore();
      process.unlock(passphrase);
      process.ledger.audit('created', { source: params.source, seed: params.seed });
    };
    if (params.seed !== 'words') {
      try {
        make();
      } finally {
        wipe();
      }
      return { status: process.status() };
    }
    try {
      // Nobody writes words down for a vault that cannot be made.
      SOURCES[params.source].check(process.input(passphrase));
    } catch (error) {
      wipe();
      throw error;
    }
    // Until the words are confirmed nothing is on disk: a ceremony that breaks off leaves no vault without a backup.
    process.ceremony = new Ceremony(
      seed,
      () => {
        make();
        markBackedUp(process);
      },
      wipe,
    );
    try {
      return { shown: show(process, params.replyTo), status: process.status() };
    } catch (error) {
      endCeremony(process);
      throw error;
    }
  },

  showWords(process, { replyTo }) {
    const { vault } = process.elevated();
    const { secret } = vault.open(ROOT_ID);
    try {
      process.ceremony?.wipe();
      process.ceremony = new Ceremony(secret, () => {
        markBackedUp(process);
      });
    } finally {
      secret.fill(0);
    }
    process.ledger.audit('words shown');
    return show(process, replyTo);
  },

  confirmWords(process, { typed }) {
    const { ceremony } = process;
    if (ceremony === undefined) throw new VaultError('VAULT_WORDS', 'no words were shown; begin again');
    const words = process.typed(typed, ...ceremony.ask.map((place) => `word ${place}`));
    try {
      ceremony.confirm(words);
    } finally {
      wipeAll(words);
    }
    endCeremony(process);
    return process.status();
  },

  cancelWords(process) {
    endCeremony(process);
    return process.status();
  },

  unlock(process, { typed, leastRev }) {
    const secrets = typed === undefined ? [] : process.typed(typed, 'the passphrase');
    try {
      process.unlock(secrets[0], leastRev);
    } finally {
      wipeAll(secrets);
    }
    return process.status();
  },

  lock(process) {
    if (process.isUnlocked) process.ledger.audit('locked');
    process.wipe();
    return {};
  },

  elevate(process, { typed }) {
    const secrets = typed === undefined ? [] : process.typed(typed, 'the passphrase');
    try {
      process.elevate(secrets[0]);
    } finally {
      wipeAll(secrets);
    }
    return process.status();
  },
} satisfies Partial<Handlers>;

function newVaultSecrets(
  process: SigningProcess,
  { source, seed, typed }: Params<'init'>,
): { passphrase: Buffer | undefined; seed: Buffer } {
  const names = [
    ...(source === 'passphrase' ? ['the passphrase'] : []),
    ...(seed === 'given' ? ['the 24 words'] : []),
  ];
  const secrets = names.length === 0 ? [] : process.typed(typed, ...names);
  const passphrase = source === 'passphrase' ? secrets[0] : undefined;
  if (seed !== 'given') return { passphrase, seed: randomBytes(SEED_BYTES) };
  const words = secrets[secrets.length - 1];
  try {
    const entropy = wordsToEntropy(words.toString('utf8'));
    if (entropy.length !== SEED_BYTES)
      throw new VaultError(
        'VAULT_INPUT',
        `the words of a vault are 24; words of another wallet restore that wallet`,
      );
    return { passphrase, seed: Buffer.from(entropy.buffer, entropy.byteOffset, entropy.length) };
  } finally {
    words.fill(0);
  }
}

function show(process: SigningProcess, replyTo: Params<'init'>['replyTo']): WordsShown {
  const { ceremony } = process;
  if (replyTo === undefined || ceremony === undefined)
    throw new VaultError('VAULT_INPUT', 'replyTo is missing: the words are shown sealed');
  const words = ceremony.words();
  try {
    return { words: sealedFor(replyTo, process.vaultId, words), ask: [...ceremony.ask] };
  } finally {
    words.fill(0);
  }
}

function endCeremony(process: SigningProcess): void {
  process.ceremony?.wipe();
  process.ceremony = undefined;
}

function markBackedUp(process: SigningProcess): void {
  process.store.transaction(() => {
    process.store.setMeta('backedUp', String(process.nowMs()));
  });
  process.ledger.audit('words confirmed');
}
