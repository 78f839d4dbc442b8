import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { qrModules } from '../support/qr-modules.ts';
import { openGallery } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();

describe('X13: a QR code', () => {
  it('has a title, its text and a copy button; its dark modules say that text', async () => {
    const { page, context } = await served().open();
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: served().address });
    await openGallery(page);
    const figure = page.locator('#qr [data-slot=qr]');
    const code = figure.getByRole('img', { name: 'Address of the instance' });
    expect(await code.locator('title').textContent()).toBe('Address of the instance');
    const text = await figure.locator('code').innerText();
    expect(text).toBe('http://127.0.0.1:4400');

    expect(await qrModules(code)).toEqual(encode(text, { border: 2 }).data);

    await figure.getByRole('button', { name: 'Copy' }).click();
    await figure.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
  });
});
