import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { axe } from '../support/axe.ts';
import { kept, listen } from '../support/kept.ts';
import { lostControls, overflow } from '../support/layout.ts';
import { DESKTOP, PHONE, settled, visit } from '../support/routes.ts';
import { startConsole } from '../support/start-console.ts';
import type { Console } from '../support/start-console.ts';
import { FINGERPRINT, PASSPHRASE, WORDS, confirmBy, makeVault } from '../support/vault.ts';

// An instance has one vault, so each test has an instance.
let served: Console;
beforeEach(async () => {
  served = await startConsole();
}, 600_000);
afterEach(async () => {
  const problems = await served.closePages();
  await served.close();
  expect(problems).toEqual([]);
});

const state = (page: Page): Locator => page.locator('[data-slot=vault-state]');
const inPhase = (page: Page, phase: string): Promise<void> =>
  page.locator(`[data-slot=vault-state][data-phase=${phase}]`).waitFor();
const seedWords = (page: Page): Locator => page.locator('[data-slot=seed-words]');
const said = (page: Page, text: string): Promise<void> =>
  page.getByRole('status').filter({ hasText: text }).first().waitFor();
const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

/** Whether two words of a seed stand side by side somewhere; single ones are words of the page too. */
function tells(text: string, words: readonly string[]): boolean {
  const plain = text.replaceAll(/<[^>]*>/g, ' ').toLowerCase();
  return words.slice(1).some((word, at) => new RegExp(`\\b${words[at]}[^a-z]{1,30}${word}\\b`).test(plain));
}

/** The list as it is shown, without its numbers. */
async function readWords(page: Page): Promise<string[]> {
  const items = await seedWords(page).getByRole('listitem').allInnerTexts();
  return items.map((item) => item.replaceAll(/[^a-z]/g, ''));
}

async function newPassphrase(page: Page, passphrase: string, label = 'Passphrase'): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(passphrase);
  await page.getByLabel('Passphrase again').fill(passphrase);
}

async function allowDangerous(page: Page, passphrase = PASSPHRASE): Promise<void> {
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await press(page, 'Allow for ten minutes');
  await said(page, 'Allowed for another 10 min.');
}

describe('D4: a new vault', () => {
  it('shows its words on a press and nowhere else, and is there when three of them came back', async () => {
    const { page, context, problems } = await served.open();
    problems.expect(/refused: POST \/api\/keys\/words\/confirm 400/);
    const heard = listen(page);
    await visit(page, '/manage/keys');
    await page.getByRole('main').getByText('No vault yet').waitFor();

    await newPassphrase(page, 'short');
    await press(page, 'Make the vault');
    await page.getByText('3 characters more.').waitFor();
    await newPassphrase(page, PASSPHRASE);
    await page.getByText('Strength: good').waitFor();
    await press(page, 'Make the vault');
    await confirmBy(page, 'Make the vault');

    await page.getByRole('button', { name: 'Show the words' }).waitFor();
    const before = await kept(page, context);
    expect(await seedWords(page).count()).toBe(0);
    await press(page, 'Show the words');
    await seedWords(page).waitFor();
    const words = await readWords(page);
    expect(words).toHaveLength(24);
    expect(tells(await page.content(), words)).toBe(true);
    expect(tells(before, words)).toBe(false);

    expect(await axe(page)).toEqual([]);
    await press(page, 'I have written them down');
    await seedWords(page).waitFor({ state: 'detached' });
    expect(tells(await kept(page, context), words)).toBe(false);
    const asked = page.getByLabel(/^Word \d+$/);
    expect(await asked.count()).toBe(3);
    const labels = await page
      .locator('label')
      .filter({ hasText: /^Word \d+$/ })
      .allInnerTexts();
    const places = labels.map((label) => Number(label.replace('Word ', '')));
    expect(new Set(places).size).toBe(3);

    // Two of them, and one that is none.
    for (const place of places.slice(0, 2))
      await page.getByLabel(`Word ${place}`, { exact: true }).fill(words[place - 1] ?? '');
    await asked.last().fill('zebrazebra');
    await press(page, 'Confirm');
    await page.getByRole('main').getByRole('alert').getByText('these are not the words').waitFor();
    await asked.last().fill(words[(places[2] ?? 1) - 1] ?? '');
    await press(page, 'Confirm');
    await inPhase(page, 'unlocked');
    await settled(page);
    const fingerprint = await state(page).locator('code').innerText();
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(await state(page).innerText()).toMatch(/Words written down\s+yes/);

    // P3: a reload makes no other seed.
    await visit(page, '/manage/keys');
    await inPhase(page, 'unlocked');
    expect(await state(page).locator('code').innerText()).toBe(fingerprint);
    await settled(page);
    const rest = `${await kept(page, context)}${heard.join('\n')}`;
    expect(tells(rest, words)).toBe(false);
    expect(rest).not.toContain(PASSPHRASE);
  });

  it('given up before the words are confirmed, there is none', async () => {
    const { page } = await served.open();
    await visit(page, '/manage/keys');
    await page.getByRole('radio', { name: /^Key file/ }).check();
    await press(page, 'Make the vault');
    expect(await page.locator('dialog[open]').innerText()).toContain('For paper');
    await confirmBy(page, 'Make the vault');
    await page.getByRole('button', { name: 'Show the words' }).waitFor();
    await page.reload();
    await page.getByText('Words were shown and three of them are waited for.').waitFor();
    await press(page, 'Begin again');
    await page.getByRole('main').getByText('No vault yet').waitFor();
  });

  it('from words: a wrong count, a word that is none and a bad checksum are named; good ones give their seed', async () => {
    const { page, context, problems } = await served.open();
    problems.expect(/refused: POST \/api\/keys\/init 400/);
    const heard = listen(page);
    await visit(page, '/manage/keys');
    await page.getByRole('radio', { name: /^Words that I have/ }).check();
    await newPassphrase(page, PASSPHRASE);
    const field = page.getByLabel('The 24 words');
    const list = WORDS.split(' ');
    const make = async (words: readonly string[]): Promise<void> => {
      await field.fill(words.join(' '));
      await press(page, 'Make the vault');
    };
    const refused = async (words: readonly string[], why: RegExp): Promise<void> => {
      await make(words);
      await confirmBy(page, 'Make the vault');
      const dialog = page.locator('dialog[open]');
      await dialog.getByRole('alert').waitFor();
      expect(await dialog.getByRole('alert').innerText()).toMatch(why);
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('main').getByText(why).first().waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
    };

    await make(list.slice(0, 23));
    await page.getByText('23 words are here; it takes 24.').waitFor();
    expect(await page.locator('dialog[open]').count()).toBe(0);
    await refused(list.with(6, 'cagee'), /word 7 is not in the list/);
    await refused(list.with(6, 'abandon'), /checksum does not match/);
    await make(list);
    await confirmBy(page, 'Make the vault');
    await inPhase(page, 'unlocked');
    expect(await state(page).locator('code').innerText()).toBe(FINGERPRINT);
    await settled(page);
    const rest = `${await kept(page, context)}${heard.join('\n')}`;
    expect(tells(rest, list)).toBe(false);
    expect(rest).not.toContain(PASSPHRASE);
  });
});

describe('D4: a vault that is locked', () => {
  it('says so among the health of the instance, names a wrong passphrase and the wait after three, and opens', async () => {
    await makeVault(served);
    const { page, problems } = await served.open();
    problems.expect(/refused: POST \/api\/keys\/unlock 4(03|29)/);
    // What was being asked of the signing process when it was told to end has no answer.
    problems.expect(/refused: GET \/api\/keys\/(records|audit)\S* 503/);
    await visit(page, '/manage/keys');
    await inPhase(page, 'unlocked');
    await press(page, 'Lock');
    await page.locator('dialog[open]').getByRole('button', { name: 'Lock', exact: true }).click();
    await inPhase(page, 'locked');

    await visit(page, '/manage');
    const item = page.locator('[data-item=keys]');
    await item.getByText('locked: nothing can be signed').waitFor();
    await item.getByRole('link', { name: 'Keys' }).click();
    await inPhase(page, 'locked');

    const passphrase = page.getByLabel('Passphrase', { exact: true });
    const unlock = page.getByRole('button', { name: 'Unlock' });
    for (let tries = 0; tries < 3; tries += 1) {
      await passphrase.fill('a wrong one, planted');
      const refused = page.waitForResponse(/\/api\/keys\/unlock$/);
      await unlock.click();
      expect((await refused).status()).toBe(403);
    }
    await page.getByText(/Too many wrong ones: try again in \d+ s\./).waitFor();
    expect(await passphrase.getAttribute('aria-invalid')).toBe('true');
    expect(await passphrase.inputValue()).toBe('');
    expect(await unlock.isDisabled()).toBe(true);
    await page.locator('button:enabled', { hasText: 'Unlock' }).waitFor();
    await passphrase.fill(PASSPHRASE);
    await passphrase.press('Enter');
    await inPhase(page, 'unlocked');
    await said(page, 'The vault is unlocked');

    // What others do is seen without a reload.
    await served.call('POST', '/api/keys/lock', {});
    await inPhase(page, 'locked');
  });

  it('a browser that cannot seal asks for nothing, and says what does it instead', async () => {
    const { page } = await served.open();
    await page.addInitScript(() => {
      const value = (): Promise<never> => Promise.reject(new DOMException('', 'NotSupportedError'));
      Object.defineProperty(SubtleCrypto.prototype, 'generateKey', { value });
    });
    await visit(page, '/manage/keys');
    await page.getByText('This page cannot seal what you type').waitFor();
    await page
      .getByText(/mrm keys --help/)
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: 'Make the vault' }).count()).toBe(0);
  });
});

describe('D4: upkeep of a vault', () => {
  it('dangerous acts wait for the passphrase; the words are shown again, asked back and then backed up', async () => {
    await makeVault(served);
    const { page, context } = await served.open();
    const heard = listen(page);
    await visit(page, '/manage/keys');
    await page.getByText('The words of the seed are not written down yet.').waitFor();
    for (const act of ['Show the words', 'Make a copy', 'Add a way', 'New key of the vault'])
      expect(await page.getByRole('button', { name: act, exact: true }).isDisabled(), act).toBe(true);
    await allowDangerous(page);
    await press(page, 'Show the words');
    await confirmBy(page, 'Show the words');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    const list = WORDS.split(' ');
    expect(tells(await kept(page, context), list)).toBe(false);
    await press(page, 'Show the words');
    await seedWords(page).waitFor();
    expect(await readWords(page)).toEqual(list);
    await press(page, 'I have written them down');
    for (const label of await page
      .locator('label')
      .filter({ hasText: /^Word \d+$/ })
      .allInnerTexts())
      await page.getByLabel(label, { exact: true }).fill(list[Number(label.replace('Word ', '')) - 1] ?? '');
    await press(page, 'Confirm');
    await inPhase(page, 'unlocked');
    expect(await state(page).innerText()).toMatch(/Words written down\s+yes/);
    await page
      .getByRole('table', { name: 'What was signed and done' })
      .getByText('words confirmed')
      .waitFor();
    expect(tells(heard.join('\n'), list)).toBe(false);
  });

  it('another way to open it is added and removed, the passphrase changed, its keys renewed', async () => {
    await makeVault(served);
    const { page } = await served.open();
    await visit(page, '/manage/keys');
    await allowDangerous(page);
    await press(page, 'Add a way');
    await page.getByRole('radio', { name: /^Key file/ }).check();
    await press(page, 'Add a way');
    await confirmBy(page, 'Add a way');
    await page.getByText('Key file, slot 2').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    expect([await overflow(page), await lostControls(page)]).toEqual([0, []]);
    await page.setViewportSize(DESKTOP);
    await page.getByRole('button', { name: 'Remove Key file, slot 2?' }).click();
    await confirmBy(page, 'Remove');
    await page.getByText('Key file, slot 2', { exact: true }).waitFor({ state: 'detached' });

    const next = 'another passphrase altogether, planted';
    await press(page, 'Change the passphrase');
    await page.getByLabel('Passphrase of now').fill(PASSPHRASE);
    await newPassphrase(page, next, 'New passphrase');
    await press(page, 'Change the passphrase');
    await confirmBy(page, 'Change the passphrase');
    await said(page, 'The ways to open the vault are changed');

    await press(page, 'New key of the vault');
    const dialog = page.locator('dialog[open]');
    await dialog.getByLabel('Passphrase', { exact: true }).fill(next);
    await confirmBy(page, 'New key of the vault');
    await said(page, 'New keys are in place');
    await dialog.waitFor({ state: 'detached' });
    expect(await state(page).locator('code').innerText()).toBe(FINGERPRINT);
    const audit = page.getByRole('table', { name: 'What was signed and done' });
    await audit.getByText('passphrase changed').waitFor();

    await press(page, 'Lock');
    await dialog.getByRole('button', { name: 'Lock', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await inPhase(page, 'locked');
    await page.getByLabel('Passphrase', { exact: true }).fill(next);
    await press(page, 'Unlock');
    await inPhase(page, 'unlocked');
  });

  it('an encrypted copy is made, downloaded, and opens as the vault of another instance', async () => {
    await makeVault(served);
    const { page } = await served.open();
    await visit(page, '/manage/keys');
    await allowDangerous(page);
    await page.getByText('No copy yet').waitFor();
    await press(page, 'Make a copy');
    const ofCopy = 'planted passphrase of the copy';
    await newPassphrase(page, ofCopy, 'Passphrase of the copy');
    await press(page, 'Make a copy');
    await confirmBy(page, 'Make a copy');
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(/^[0-9a-f]+-\d+\.mrmvault$/);
    const file = await download.path();
    expect(readFileSync(file).length).toBeGreaterThan(1000);

    const other = await startConsole();
    try {
      const { page: there, problems } = await other.open();
      problems.expect(/refused: POST \/api\/keys\/import 403/);
      await visit(there, '/manage/keys');
      await there.getByRole('radio', { name: /^An encrypted copy/ }).check();
      await press(there, 'Make the vault');
      await there.getByText('Choose the file.').waitFor();
      await there.getByLabel('File of the copy').setInputFiles(file);
      await newPassphrase(there, PASSPHRASE);
      await there.getByLabel('Passphrase of the copy').fill('not the one of the copy');
      await press(there, 'Make the vault');
      await confirmBy(there, 'Make the vault');
      const dialog = there.locator('dialog[open]');
      await dialog.getByRole('alert').waitFor();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await there.getByLabel('Passphrase of the copy').fill(ofCopy);
      await press(there, 'Make the vault');
      await confirmBy(there, 'Make the vault');
      await inPhase(there, 'unlocked');
      expect(await state(there).locator('code').innerText()).toBe(FINGERPRINT);
      expect(await other.closePages()).toEqual([]);
    } finally {
      await other.close();
    }
  });
});
