import { describe, expect, it } from 'vitest';
import { EMPTY_TARGET, targetProblems, targetRequest, withoutSecrets } from './target-draft.ts';
import type { TargetDraft } from './target-draft.ts';

const webhook: TargetDraft = { ...EMPTY_TARGET, name: 'desk', url: 'https://hooks.example/mrm' };
const email: TargetDraft = {
  ...EMPTY_TARGET,
  kind: 'email',
  name: 'on call',
  to: 'ann@desk.example',
  from: 'mrm@desk.example',
  host: 'smtp.desk.example',
};

describe('alert target draft (D13)', () => {
  it('sends a webhook without a secret that was left empty', () => {
    expect(targetProblems(webhook)).toEqual([]);
    expect(targetRequest(webhook)).toEqual({
      kind: 'webhook',
      name: 'desk',
      url: 'https://hooks.example/mrm',
    });
    expect(targetRequest({ ...webhook, secret: 's'.repeat(16) })).toMatchObject({ secret: 's'.repeat(16) });
  });

  it('refuses a webhook that is no web address, and a short secret', () => {
    expect(targetProblems({ ...webhook, url: 'file:///etc/passwd' })).toEqual(['url']);
    expect(targetProblems({ ...webhook, url: 'https://' })).toEqual(['url']);
    expect(targetProblems({ ...webhook, secret: 'short' })).toEqual(['secret']);
  });

  it('sends an e-mail target with the usual port and security', () => {
    expect(targetProblems(email)).toEqual([]);
    expect(targetRequest(email)).toEqual({
      kind: 'email',
      name: 'on call',
      to: 'ann@desk.example',
      from: 'mrm@desk.example',
      host: 'smtp.desk.example',
      port: 587,
      security: 'starttls',
    });
    expect(targetRequest({ ...email, user: 'mrm', password: 'geheim' })).toMatchObject({
      user: 'mrm',
      password: 'geheim',
    });
  });

  it('names each e-mail field that is wrong, and none of the other kind', () => {
    const wrong: TargetDraft = {
      ...email,
      to: 'ann',
      from: '',
      host: 'smtp://x',
      port: '70000',
      url: 'nonsense',
    };
    expect(targetProblems(wrong)).toEqual(['to', 'from', 'host', 'port']);
  });

  it('P1: leaves no secret behind', () => {
    const emptied = withoutSecrets({ ...email, secret: 'planted-1', password: 'planted-2' });
    expect(JSON.stringify(emptied)).not.toContain('planted');
    expect(emptied.host).toBe(email.host);
  });
});
