import { sealTo } from '@mrmarket/testkit/instance/vault-box';
import type { Page } from 'playwright-core';
import { OWNER } from './start-console.ts';
import type { Console } from './start-console.ts';

export const PASSPHRASE = 'planted horse battery staple anew';

/** The words of the seed 00 01 02 … 1f, whose addresses drxa's vectors hold. */
export const WORDS =
  'abandon amount liar amount expire adjust cage candy arch gather drum bullet absurd math era live bid rhythm alien crouch range attend journey unaware';
export const FINGERPRINT = '836a659b307ed276';

interface Challenge {
  readonly vaultId: string;
  readonly replyTo: { readonly challenge: string; readonly publicKey: string };
}

/** What was typed, sealed as the command line does it. */
export async function typedFor(served: Console, ...secrets: readonly string[]): Promise<unknown> {
  const { vaultId, replyTo } = await served.call<Challenge>('POST', '/api/keys/challenge', {});
  const id = Buffer.from(vaultId, 'hex');
  const sealed = sealTo(
    replyTo,
    id,
    secrets.map((secret) => Buffer.from(secret)),
  );
  return { sealed };
}

/** Makes a vault by the command line's way: with words that are known, or with a key file. */
export async function makeVault(
  served: Console,
  source: 'passphrase' | 'file' = 'passphrase',
): Promise<void> {
  const secrets = source === 'passphrase' ? [PASSPHRASE, WORDS] : [WORDS];
  const typed = await typedFor(served, ...secrets);
  await served.call('POST', '/api/keys/init', { source, seed: 'given', typed });
}

/** Confirms the open dialog with the owner's password. */
export async function confirmBy(page: Page, action: string): Promise<void> {
  const dialog = page.locator('dialog[open]');
  await dialog.getByLabel('Your password').fill(OWNER.password);
  await dialog.getByRole('button', { name: action, exact: true }).click();
}
