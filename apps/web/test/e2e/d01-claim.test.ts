import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { axe } from '../support/axe.ts';
import { lostControls, overflow } from '../support/layout.ts';
import { PHONE, settled, visit } from '../support/routes.ts';
import { OWNER, startConsole } from '../support/start-console.ts';
import type { Console } from '../support/start-console.ts';

/** What is claimed stays claimed: each test has an instance of its own. */
let served: Console;
const start = async (options: { claimed: boolean }): Promise<Console> =>
  (served = await startConsole(options));
afterEach(async () => {
  const problems = await served.closePages();
  await served.close();
  expect(problems).toEqual([]);
});

async function fillClaim(
  page: Page,
  { name, password, again = password }: { name: string; password: string; again?: string },
): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Password again').fill(again);
}
const claim = (page: Page): Promise<void> => page.getByRole('button', { name: 'Claim' }).click();

describe('D1: claiming an instance', () => {
  it('without a code is refused by the form, with a wrong one by the instance; five tries and no more', async () => {
    const { address, code } = await start({ claimed: false });
    const { page, problems } = await served.open();
    problems.expect(/refused: POST \/api\/auth\/claim (401|403|429)/);
    const right = await code();
    const bare = await fetch(`${address}/api/auth/claim`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: address },
      body: JSON.stringify({ code: '', ...OWNER }),
    });
    expect([400, 401, 403]).toContain(bare.status);

    // Every page of an instance without an owner leads here.
    await page.goto('/market-making');
    await page.getByRole('heading', { level: 1, name: 'Claim this instance' }).waitFor();
    await fillClaim(page, OWNER);
    await claim(page);
    await page.getByText('This is needed.').waitFor();

    for (let attempt = 0; attempt < 5; attempt += 1) {
      await page.getByLabel('Code from the terminal').fill('AAAA-AAAA-AAAA');
      const refused = page.waitForResponse('**/api/auth/claim');
      await claim(page);
      expect((await refused).ok()).toBe(false);
    }
    await page.getByLabel('Code from the terminal').fill(right);
    const late = page.waitForResponse('**/api/auth/claim');
    await claim(page);
    expect((await late).ok()).toBe(false);
    await page.getByRole('alert').waitFor();
    const state: unknown = await (await fetch(`${address}/api/auth/state`)).json();
    expect(state).toMatchObject({ claimed: false });
  });

  it('by the link of the terminal: the code leaves the address, rules are said, recovery codes come once', async () => {
    await start({ claimed: false });
    const { page, context } = await served.open();
    const code = await served.code();
    await page.goto(`/claim#${code}`);
    await page.getByRole('heading', { level: 1, name: 'Claim this instance' }).waitFor();
    expect(await page.getByLabel('Code from the terminal').inputValue()).toBe(code);
    await page.waitForURL((url) => url.hash === '');
    expect(page.url()).not.toContain(code);

    await fillClaim(page, { name: 'ada', password: 'too short' });
    await claim(page);
    await page.getByText('3 characters more.').waitFor();
    await fillClaim(page, { name: 'ada', password: OWNER.password, again: 'something else long' });
    await claim(page);
    await page.getByText('The two passwords differ.').waitFor();
    expect(await page.getByLabel('Password again').getAttribute('aria-invalid')).toBe('true');

    await fillClaim(page, OWNER);
    await claim(page);
    await page.getByRole('heading', { level: 1, name: 'Recovery codes' }).waitFor();
    const codes = await page.getByRole('main').locator('ol li').allInnerTexts();
    expect(codes.length).toBeGreaterThanOrEqual(8);
    expect(new Set(codes).size).toBe(codes.length);
    expect(await page.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true);
    expect(await page.getByRole('checkbox').isChecked()).toBe(false);
    await page.getByLabel('I have saved them').check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { level: 1, name: 'Add a passkey' }).waitFor();
    expect(await page.content()).not.toContain(codes[0]);
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();

    // Going back does not show them again, and the claim is over.
    await page.goBack().catch(() => null);
    await page.goto('/claim');
    await page.getByText('This instance already has an owner.').waitFor();
    expect(await page.getByRole('button', { name: 'Claim' }).count()).toBe(0);
    expect(await page.content()).not.toContain(codes[0]);
    expect((await context.cookies()).map(({ httpOnly, sameSite }) => [httpOnly, sameSite])).toEqual([
      [true, 'Strict'],
    ]);
  });

  it('a code dies with its use: the link does not claim again', async () => {
    const { address, code } = await start({ claimed: false });
    const used = await code();
    const claimBy = (name: string): Promise<Response> =>
      fetch(`${address}/api/auth/claim`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: address },
        body: JSON.stringify({ code: used, name, password: OWNER.password }),
      });
    expect((await claimBy('ada')).status).toBe(200);
    expect((await claimBy('eve')).ok).toBe(false);
  });

  it.each([
    ['1280×800', { width: 1280, height: 800 }],
    ['375×812', PHONE],
  ])('%s: the page fits and axe finds nothing', async (_name, viewport) => {
    await start({ claimed: false });
    const { page } = await served.open({ viewport });
    await visit(page, '/claim');
    expect([await overflow(page), await lostControls(page), await axe(page)]).toEqual([0, [], []]);
  });
});

describe('D1: signing in and out', () => {
  const signIn = async (page: Page, password: string): Promise<void> => {
    await page.getByLabel('Name', { exact: true }).fill(OWNER.name);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  };

  it('a wrong password says so, without telling which half is wrong; the right one leads to where one wanted', async () => {
    await start({ claimed: true });
    const { page, problems } = await served.open({ signedIn: false });
    problems.expect(/refused: POST \/api\/auth\/sign-in 401/);
    await page.goto('/manage/backup');
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await signIn(page, 'not the password');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    const said = await alert.locator('p').nth(1).innerText();
    expect(said).toMatch(/name or (the )?password/i);
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
    await signIn(page, OWNER.password);
    await page.getByRole('heading', { level: 1, name: 'Backup' }).waitFor();

    await page.getByRole('link', { name: 'Strategies' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Strategies' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    // The page before is still in the history, but it shows nothing any more.
    await page.goBack();
    await page.waitForURL('**/sign-in?return=%2Fmanage%2Fbackup');
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    expect(await page.context().cookies()).toEqual([]);
  });

  it('by a link of ./mrm sign-in: opening it signs nobody in, pressing does; it works once', async () => {
    await start({ claimed: true });
    const { page, problems } = await served.open({ signedIn: false });
    problems.expect(/refused: POST \/api\/auth\/sign-in\/code 40[13]/);
    const code = await served.code();
    await page.goto(`/sign-in#${code}`);
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await page.waitForURL((url) => url.hash === '');
    expect(await page.context().cookies()).toEqual([]);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();

    const other = await served.open({ signedIn: false });
    other.problems.expect(/refused: POST \/api\/auth\/sign-in\/code 40[13]/);
    await other.page.goto(`/sign-in#${code}`);
    await other.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await other.page.getByRole('alert').waitFor();
    expect(await other.page.context().cookies()).toEqual([]);
  });

  it('a session that was ended elsewhere leads to sign-in at the next request, and back', async () => {
    await start({ claimed: true });
    const { page, context, problems } = await served.open();
    problems.expect(/refused: GET .* 401/);
    await visit(page, '/manage/backup');
    await context.clearCookies();
    await page.getByRole('link', { name: 'Strategies' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await signIn(page, OWNER.password);
    await page.getByRole('heading', { level: 1, name: 'Strategies' }).waitFor();
    await settled(page);
  });
});
