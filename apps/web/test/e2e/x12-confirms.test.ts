import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openGallery, routesOf, visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();

const confirmed = (page: Page): Promise<string> => page.locator('#confirm output').innerText();

async function openDialog(page: Page, kind: string): Promise<Locator> {
  await page
    .locator('#confirm')
    .getByRole('button', { name: `Open ${kind}` })
    .click();
  const dialog = page.locator('dialog[open]');
  await dialog.waitFor();
  return dialog;
}

/** Presses on the page beside the dialog. */
async function pressOutside(page: Page): Promise<void> {
  await page.mouse.click(5, 5);
}

describe('X12: dialogs that confirm', () => {
  it.each(['confirm', 'typed', 're-auth'])(
    'P15: %s: the focus is on the safe button; Enter and a press outside do nothing',
    async (kind) => {
      const { page } = await served().open();
      await openGallery(page);
      const dialog = await openDialog(page, kind);
      const safe = dialog.getByRole('button', { name: 'Keep it' });
      expect(await safe.evaluate((button) => button === document.activeElement)).toBe(true);

      for (const field of await dialog.getByRole('textbox').all()) {
        await field.fill('north-quay');
        await field.press('Enter');
      }
      const remove = dialog.getByRole('button', { name: 'Remove' });
      if (await remove.isEnabled()) await remove.press('Enter');
      await pressOutside(page);
      expect(await dialog.isVisible()).toBe(true);
      expect(await confirmed(page)).toBe('Confirmed 0 times');

      await page.keyboard.press('Escape');
      await page.locator('dialog[open]').waitFor({ state: 'detached' });
      expect(await confirmed(page)).toBe('Confirmed 0 times');
      // Whoever opened it has the focus again.
      const opener = page.locator('#confirm').getByRole('button', { name: `Open ${kind}` });
      expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true);
    },
  );

  it('Enter on the safe button keeps everything', async () => {
    const { page } = await served().open();
    await openGallery(page);
    await openDialog(page, 'confirm');
    await page.keyboard.press('Enter');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    expect(await confirmed(page)).toBe('Confirmed 0 times');
  });

  it('a press on the button confirms, by Space too', async () => {
    const { page } = await served().open();
    await openGallery(page);
    await (await openDialog(page, 'confirm')).getByRole('button', { name: 'Remove' }).press('Space');
    await page.getByText('Confirmed 1 times').waitFor();
  });

  it('typed: the button waits for the exact name', async () => {
    const { page } = await served().open();
    await openGallery(page);
    const dialog = await openDialog(page, 'typed');
    const remove = dialog.getByRole('button', { name: 'Remove' });
    const name = dialog.getByLabel('Type north-quay to confirm');
    for (const wrong of ['', 'north-qua', 'North-quay', 'north-quay ']) {
      await name.fill(wrong);
      expect(await remove.isDisabled(), wrong).toBe(true);
    }
    await name.fill('north-quay');
    await remove.click();
    await page.getByText('Confirmed 1 times').waitFor();
  });

  it('re-auth: the button waits for the password', async () => {
    const { page } = await served().open();
    await openGallery(page);
    const dialog = await openDialog(page, 're-auth');
    const remove = dialog.getByRole('button', { name: 'Remove' });
    expect(await remove.isDisabled()).toBe(true);
    const password = dialog.getByLabel('Your password');
    expect(await password.getAttribute('type')).toBe('password');
    await password.fill('anything');
    expect(await remove.isEnabled()).toBe(true);
  });

  it('a notice has one way out', async () => {
    const { page } = await served().open();
    await openGallery(page);
    const dialog = await openDialog(page, 'notice');
    expect(await dialog.getByRole('button').allInnerTexts()).toEqual(['Close']);
  });
});

describe('X12: the dialogs of the pages', () => {
  /** Where a destructive act is, the button that asks for it, and the safe answer. */
  const ACTS = [
    ['/market-making', 'Pause First steps', 'Keep running'],
    ['/market-making', 'Stop First steps', 'Keep running'],
    ['bot', 'Remove', 'Keep the bot'],
    ['/', 'Stop quoting', 'Keep quoting'],
  ] as const;

  it.each(ACTS)(
    'P24: %s, %s: says its effect, nothing is ticked, Enter and a press outside change nothing',
    async (where, act, safe) => {
      const { page } = await served().open();
      const [, , , bot = ''] = await routesOf(served());
      const commands: string[] = [];
      page.on('request', (request) => {
        if (request.method() !== 'GET') commands.push(`${request.method()} ${request.url()}`);
      });
      await visit(page, where === 'bot' ? bot : where);
      await page.getByRole('button', { name: act, exact: true }).first().click();
      const dialog = page.getByRole('alertdialog');
      await dialog.waitFor();
      expect(
        await dialog.getByRole('button', { name: safe }).evaluate((it) => it === document.activeElement),
      ).toBe(true);
      expect(await dialog.locator('input:checked').count()).toBe(0);
      // The effect in numbers: so many orders.
      await dialog.getByText(/\d+ (open )?orders/).waitFor();
      await dialog.getByRole('button').last().press('Enter');
      await pressOutside(page);
      expect(await dialog.isVisible()).toBe(true);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      expect(commands).toEqual([]);
    },
  );

  it('the last owner cannot be disabled', async () => {
    const { page } = await served().open();
    await visit(page, '/manage/access');
    const disable = page.getByRole('button', { name: 'Disable ada' });
    expect(await disable.isDisabled()).toBe(true);
  });
});
