import type { Tone } from '#lib/components/ui/badge/index.ts';
import { m } from '#lib/i18n/generated/messages.js';
import type { Phase, Source } from '#lib/vault/vault-status.ts';

/** What may open a vault that the console makes; those of a TEE are asked for on the command line. */
export const SOURCES = ['passphrase', 'file', 'credential'] as const;
export type ChosenSource = (typeof SOURCES)[number];

const SOURCE: Record<ChosenSource, { readonly word: () => string; readonly help: () => string }> = {
  passphrase: { word: m.vault_source_passphrase, help: m.vault_source_passphrase_text },
  file: { word: m.vault_source_file, help: m.vault_source_file_text },
  credential: { word: m.vault_source_credential, help: m.vault_source_credential_text },
};
const PHASE: Record<Phase, { readonly word: () => string; readonly tone: Tone }> = {
  none: { word: m.vault_none_title, tone: 'neutral' },
  words: { word: m.vault_words_title, tone: 'warning' },
  locked: { word: m.vault_state_locked, tone: 'warning' },
  unlocked: { word: m.vault_state_unlocked, tone: 'good' },
  starting: { word: m.vault_state_starting, tone: 'info' },
  down: { word: m.vault_state_down, tone: 'bad' },
};

/** Sources of a TEE are named as the instance names them. */
export const sourceWord = (source: Source): string =>
  source in SOURCE ? SOURCE[source as ChosenSource].word() : source;
export const sourceHelp = (source: ChosenSource): string => SOURCE[source].help();
export const phaseWord = (phase: Phase): string => PHASE[phase].word();
export const phaseTone = (phase: Phase): Tone => PHASE[phase].tone;
