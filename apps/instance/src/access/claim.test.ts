import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claim, OWNER, PASSWORD } from './testing/claimed.ts';
import { serveAccess } from './testing/serve-access.ts';
import type { ServedAccess } from './testing/serve-access.ts';
import { codeOf } from './testing/test-browser.ts';

let served: ServedAccess;
beforeEach(async () => {
  served = await serveAccess();
});
afterEach(() => served.close());

const wrongCode = 'AAAA-BBBB-CCCC-DDDD';
const claimWith = (code: string) =>
  served.browser().post('/api/auth/claim', { code, name: OWNER, password: PASSWORD });

describe('claiming the instance (D1, P23)', () => {
  it('D1: a link with the code in its fragment makes the owner, who is signed in and gets ten recovery codes', async () => {
    const { link, code, purpose } = await served.access.signInLink();
    expect(purpose).toBe('claim');
    expect(link).toBe(`${served.origin}/claim#${code}`);
    expect(code).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
    expect(new URL(link).search).toBe('');

    const browser = served.browser();
    const answer = await browser.post('/api/auth/claim', { code, name: OWNER, password: PASSWORD });
    expect(answer.status).toBe(200);
    const { recoveryCodes } = answer.json as { recoveryCodes: string[] };
    expect(new Set(recoveryCodes).size).toBe(10);

    const state = await browser.get('/api/auth/state');
    expect(state.json).toMatchObject({ claimed: true, me: { name: OWNER, role: 'owner', passkeys: 0 } });
  });

  it('D1: without the code nobody gets in', async () => {
    await served.access.signInLink();
    const answer = await claimWith(wrongCode);
    expect([answer.status, codeOf(answer)]).toEqual([403, 'CODE_REFUSED']);
    expect((await served.browser().get('/api/auth/state')).json).toMatchObject({ claimed: false, me: null });
  });

  it('D1: with no code issued at all nobody gets in', async () => {
    expect(codeOf(await claimWith(wrongCode))).toBe('CODE_REFUSED');
  });

  it('D1: the typed form of the code ignores case, dashes and letters that look alike', async () => {
    const { code } = await served.access.signInLink();
    const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect((await claimWith(typed)).status).toBe(200);
  });

  it('D1: the code dies after five wrong tries', async () => {
    const { code } = await served.access.signInLink();
    for (let tries = 0; tries < 5; tries += 1) expect((await claimWith(wrongCode)).status).toBe(403);
    expect(codeOf(await claimWith(code))).toBe('CODE_REFUSED');
  });

  it('D1: the right code still works at the fifth try', async () => {
    const { code } = await served.access.signInLink();
    for (let tries = 0; tries < 4; tries += 1) await claimWith(wrongCode);
    expect((await claimWith(code)).status).toBe(200);
  });

  it('D1: the code dies after 15 minutes', async () => {
    const { code } = await served.access.signInLink();
    served.clock.forward(15 * 60_000);
    expect(codeOf(await claimWith(code))).toBe('CODE_REFUSED');
  });

  it('D1: a new link ends the one before it', async () => {
    const old = await served.access.signInLink();
    const next = await served.access.signInLink();
    expect(codeOf(await claimWith(old.code))).toBe('CODE_REFUSED');
    expect((await claimWith(next.code)).status).toBe(200);
  });

  it('D1, P23: once claimed it cannot be claimed again, and the code is used up', async () => {
    const { code } = await served.access.signInLink();
    expect((await claimWith(code)).status).toBe(200);
    const again = await claimWith(code);
    expect([again.status, codeOf(again)]).toEqual([409, 'ALREADY_CLAIMED']);
  });

  it('D1: of two browsers that claim at once with the code, one becomes the owner', async () => {
    const { code } = await served.access.signInLink();
    const answers = await Promise.all([claimWith(code), claimWith(code)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await served.prisma.user.count()).toBe(1);
  });

  it('D1: from another machine it cannot be claimed', async () => {
    const { code } = await served.access.signInLink();
    const response = await served.app.inject({
      method: 'POST',
      url: '/api/auth/claim',
      remoteAddress: '192.0.2.7',
      headers: { host: new URL(served.origin).host },
      payload: { code, password: PASSWORD },
    });
    expect(response.json()).toMatchObject({ code: 'LOOPBACK_ONLY' });
    expect(await served.prisma.user.count()).toBe(0);
    const client = { ip: '192.0.2.7', device: 'test' };
    await expect(served.access.signIn.claim({ code, password: PASSWORD }, client)).rejects.toMatchObject({
      code: 'LOOPBACK_ONLY',
    });
  });

  it('D1: a password of less than twelve characters is refused and costs no try', async () => {
    const { code } = await served.access.signInLink();
    const answer = await served.browser().post('/api/auth/claim', { code, password: 'elevenchars' });
    expect(answer.json).toMatchObject({ code: 'REQUEST_INVALID', field: 'password' });
    expect(await served.prisma.oneTimeCode.findFirst()).toMatchObject({ tries: 0 });
  });

  it('D16: the claim and refused claims stand in the audit log', async () => {
    await served.access.signInLink();
    await claimWith(wrongCode);
    await claim(served);
    const { items } = await served.audit.page({ action: 'claim' });
    expect(items).toMatchObject([
      { actor: OWNER, outcome: 'done', ip: '127.0.0.1' },
      { actor: 'anonymous', outcome: 'refused' },
    ]);
  });
});

describe('a link from the machine’s own terminal', () => {
  it('once claimed it signs in the owner, once and from this machine', async () => {
    await claim(served);
    const { link, code, purpose } = await served.access.signInLink();
    expect([purpose, link]).toEqual(['sign-in', `${served.origin}/sign-in#${code}`]);
    const browser = served.browser();
    const answer = await browser.post('/api/auth/sign-in/code', { code });
    expect(answer.json).toMatchObject({ me: { name: OWNER, role: 'owner' } });
    expect(codeOf(await served.browser().post('/api/auth/sign-in/code', { code }))).toBe('CODE_REFUSED');
    await expect(
      served.access.signIn.withCode(code, { ip: '192.0.2.7', device: 'test' }),
    ).rejects.toMatchObject({ code: 'LOOPBACK_ONLY' });
  });

  it('a code for signing in does not claim, and the other way round', async () => {
    const toClaim = await served.access.signInLink();
    expect(codeOf(await served.browser().post('/api/auth/sign-in/code', { code: toClaim.code }))).toBe(
      'CODE_REFUSED',
    );
    expect((await claimWith(toClaim.code)).status).toBe(200);
  });

  it('only the command line may ask for one over HTTP', async () => {
    const { owner } = await claim(served);
    expect(codeOf(await owner.post('/api/access/sign-in-link'))).toBe('FORBIDDEN');
    expect(codeOf(await served.browser().post('/api/access/sign-in-link'))).toBe('NOT_SIGNED_IN');
  });
});
