import { readFileSync } from 'node:fs';
import { encode } from 'uqr';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { axe } from '../support/axe.ts';
import { lostControls, overflow } from '../support/layout.ts';
import { qrModules } from '../support/qr-modules.ts';
import { PHONE, visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';
import { FINGERPRINT, makeVault, typedFor, PASSPHRASE } from '../support/vault.ts';

const served = useConsole();
beforeAll(() => makeVault(served()), 600_000);

/** Of drxa's vectors: scope wallet, index 0. */
const USER = '8a3c6134-a1de-467c-b2d3-075d138370a1';
const KNOWN = [
  ['ethereum', '0x3f2Cb3954dE23ba56B38BE32feA8eE12e000B87C'],
  ['solana', '8cgeNHt9t1E4pEigTHkUyq66n5GdhSFvxThDQzZp2wg1'],
  ['tron', 'TDMpHBBWYyRRqZN3cxDZ8iWUQFnKay5TWJ'],
] as const;

const detail = (page: Page): Locator => page.locator('[data-slot=address-detail]');
const table = (page: Page): Locator => page.getByRole('table', { name: 'Addresses' });
const row = (page: Page, text: string): Locator =>
  table(page).locator('[data-slot=table-row]').filter({ hasText: text });
const said = (page: Page, text: string): Promise<void> =>
  page.getByRole('status').filter({ hasText: text }).first().waitFor();

interface NewAddress {
  readonly user: string;
  readonly chain: string;
  readonly label?: string;
}

/** Makes an address by the form; gives what the page says it is. */
async function make(page: Page, { user, chain, label = '' }: NewAddress): Promise<string> {
  const form = page.locator('form').filter({ hasText: 'Make the address' });
  await form.getByLabel('User', { exact: true }).fill(user);
  await form.getByLabel('Chain', { exact: true }).selectOption(chain);
  await form.getByLabel('Label', { exact: true }).fill(label);
  await form.getByRole('button', { name: 'Make the address' }).click();
  await said(page, `A new address of ${user} on ${chain}`);
  await detail(page)
    .getByRole('heading', { name: `${chain}, ${user}` })
    .waitFor();
  return detail(page).locator('[data-slot=address-text]').innerText();
}

describe('D5: addresses', () => {
  it('of a known seed are the known ones, each with its code, text and copy (X13)', async () => {
    const { page, context } = await served().open();
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: served().address });
    await visit(page, '/manage/keys/addresses');
    await page.getByText('No address yet').waitFor();
    for (const [chain, address] of KNOWN) {
      expect(await make(page, { user: USER, chain }), chain).toBe(address);
      const code = detail(page).getByRole('img', { name: `QR code of ${address}` });
      expect(await code.locator('title').textContent()).toBe(`QR code of ${address}`);
      expect(await qrModules(code)).toEqual(encode(address, { border: 2 }).data);
      await detail(page).getByRole('button', { name: 'Copy', exact: true }).click();
      await detail(page).getByRole('button', { name: 'Copied' }).waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(address);
      await row(page, chain).waitFor();
    }
    expect(await axe(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    expect([await overflow(page), await lostControls(page)]).toEqual([0, []]);
    // The next one of the same user is another one.
    expect(await make(page, { user: USER, chain: 'ethereum' })).toBe(
      '0xFb6DaF59BB70292Ed594048dEFE2600F79798059',
    );
  });

  it('are named, found again by name, chain and user, and proved', async () => {
    const { page } = await served().open();
    await visit(page, '/manage/keys/addresses');
    const address = await make(page, { user: 'grace', chain: 'solana', label: 'Cold' });
    await detail(page).getByLabel('Label', { exact: true }).fill('Payroll');
    await detail(page).getByRole('button', { name: 'Save the label' }).click();
    await said(page, 'The label is saved');
    await row(page, 'Payroll').waitFor();
    await detail(page).getByRole('button', { name: 'Derive it anew' }).click();
    await detail(page)
      .getByText(`The vault derives the same address and key, from the seed ${FINGERPRINT}.`)
      .waitFor();
    await detail(page).getByRole('button', { name: 'Close' }).click();
    await detail(page).waitFor({ state: 'detached' });

    await make(page, { user: 'grace', chain: 'tron' });
    const search = page.getByRole('searchbox', { name: 'Address, label or user' });
    await search.fill('payroll');
    await search.press('Enter');
    await row(page, 'tron').first().waitFor({ state: 'detached' });
    expect(await table(page).locator('[data-slot=table-row]').count()).toBe(1);
    await page.getByRole('button', { name: `Show ${address}` }).click();
    expect(await detail(page).locator('[data-slot=address-text]').innerText()).toBe(address);
    const focused = detail(page).getByRole('heading');
    expect(await focused.evaluate((heading) => heading === document.activeElement)).toBe(true);

    await search.fill('nowhere to be found');
    await search.press('Enter');
    await page.getByText('No row matches “nowhere to be found”.').waitFor();
    await page.getByRole('button', { name: 'Clear filter' }).first().click();
    await page.getByRole('combobox', { name: 'Chain' }).last().selectOption('tron');
    await row(page, 'Payroll').waitFor({ state: 'detached' });
    await row(page, 'grace').waitFor();
  });

  it('are downloaded as a list that can watch and not spend', async () => {
    const { page } = await served().open();
    await visit(page, '/manage/keys/addresses');
    const address = await make(page, { user: 'ada', chain: 'bitcoin', label: '=HYPERLINK("x")' });
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download all (CSV)' }).click();
    const lines = readFileSync(await (await coming).path(), 'utf8')
      .trim()
      .split('\r\n');
    const [head = '', newest = ''] = lines;
    expect(head).toBe('address,chain,network,form,scope,userId,index,publicKey,fingerprint,label,createdAt');
    expect(newest.startsWith(`${address},bitcoin,`)).toBe(true);
    expect(newest).toContain(FINGERPRINT);
    // No formula for a spreadsheet.
    expect(newest).toContain(`"'=HYPERLINK(""x"")"`);
    const { items } = await served().call<{ items: unknown[] }>('GET', '/api/addresses?limit=1000');
    expect(lines).toHaveLength(items.length + 1);
  });

  it('are told from others: ours, not ours, and what is no address and why', async () => {
    const { page } = await served().open();
    await visit(page, '/manage/keys/addresses');
    const address = await make(page, { user: 'verifier', chain: 'ethereum' });
    const check = async (text: string): Promise<void> => {
      await page.getByLabel('Address', { exact: true }).fill(text);
      await page.getByRole('button', { name: 'Check', exact: true }).click();
    };
    const verified = page.locator('[data-slot=verified]');
    await check(address);
    await verified.getByText('ours: verifier').first().waitFor();
    await check('0x000000000000000000000000000000000000dEaD');
    await verified.getByText('not ours').first().waitFor();
    expect(await verified.innerText()).not.toContain('ours: ');
    // One letter in the other case: the checksum does not hold.
    await check(
      address.replace(/[a-f](?=[^a-f]*$)/i, (letter) =>
        letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
      ),
    );
    await verified.getByText(/^No address: .*checksum/).waitFor();
    await check('');
    await page.getByText('Paste an address.').waitFor();
  });

  it('of a locked vault stay, and none is made; it opens without a reload', async () => {
    const { page } = await served().open();
    await visit(page, '/manage/keys/addresses');
    await make(page, { user: 'waiting', chain: 'solana' });
    await served().call('POST', '/api/keys/lock', {});
    await page.getByText('The vault is locked or not there').waitFor();
    expect(await page.getByRole('button', { name: 'Make the address' }).count()).toBe(0);
    expect(await detail(page).getByRole('button', { name: 'Derive it anew' }).isDisabled()).toBe(true);
    await row(page, 'waiting').waitFor();
    await served().call('POST', '/api/keys/unlock', { typed: await typedFor(served(), PASSPHRASE) });
    await page.getByRole('button', { name: 'Make the address' }).waitFor();
  });
});
