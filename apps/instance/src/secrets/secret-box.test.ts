import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSecretBox } from './secret-box.ts';

function keyPath(): string {
  return join(mkdtempSync(join(tmpdir(), 'mrm-secrets-')), 'secret.key');
}

const unreadable = expect.objectContaining({ name: 'InstanceError', code: 'SECRET_UNREADABLE' }) as Error;

describe('openSecretBox', () => {
  const context = 'AlertTarget/t1/password';

  it('opens what it sealed, whatever the text and context', () => {
    const box = openSecretBox(keyPath());
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, where) => {
        expect(box.open(where, box.seal(where, text))).toBe(text);
      }),
    );
  });

  it('says which version sealed it, shows nothing of the text, and never seals alike', () => {
    const box = openSecretBox(keyPath());
    const sealed = box.seal(context, 'hunter2-hunter2');
    expect(sealed).toMatch(/^v1\.[A-Za-z0-9_-]+$/);
    expect(Buffer.from(sealed.slice(3), 'base64url').toString('latin1')).not.toContain('hunter2');
    expect(box.seal(context, 'hunter2-hunter2')).not.toBe(sealed);
  });

  it('opens after a restart, with the key file it made', () => {
    const path = keyPath();
    const sealed = openSecretBox(path).seal(context, 'a');
    expect(openSecretBox(path).open(context, sealed)).toBe('a');
  });

  it('refuses another key', () => {
    const sealed = openSecretBox(keyPath()).seal(context, 'a');
    expect(() => openSecretBox(keyPath()).open(context, sealed)).toThrow(unreadable);
  });

  it('refuses a value that was moved to another row', () => {
    const box = openSecretBox(keyPath());
    const sealed = box.seal(context, 'a');
    expect(() => box.open('AlertTarget/t2/password', sealed)).toThrow(unreadable);
  });

  it('refuses each flipped bit, each cut and what was never sealed, without the secret in the message', () => {
    const box = openSecretBox(keyPath());
    const body = Buffer.from(box.seal(context, 'hunter2').slice(3), 'base64url');
    for (let bit = 0; bit < body.length * 8; bit += 1) {
      const changed = Buffer.from(body);
      changed[bit >> 3] ^= 1 << (bit & 7);
      expect(() => box.open(context, `v1.${changed.toString('base64url')}`)).toThrow(unreadable);
    }
    for (let length = 0; length < body.length; length += 1)
      expect(() => box.open(context, `v1.${body.subarray(0, length).toString('base64url')}`)).toThrow(
        unreadable,
      );
    const sealed = `v1.${body.toString('base64url')}`;
    for (const wrong of ['', 'hunter2', `${sealed}.`, `${sealed}!`, sealed.replace('v1', 'v2')])
      expect(() => box.open(context, wrong)).toThrow(
        /^the secret of AlertTarget\/t1\/password cannot be read/,
      );
  });
});

describe('the key file', () => {
  it('is 32 bytes that only its owner can read, and is made once', () => {
    const path = keyPath();
    openSecretBox(path);
    const key = readFileSync(path);
    expect(key).toHaveLength(32);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    openSecretBox(path);
    expect(readFileSync(path)).toEqual(key);
    expect(readdirSync(join(path, '..'))).toEqual(['secret.key']);
  });

  it.each([0o640, 0o604, 0o644, 0o660])('is refused with mode %o', (mode) => {
    const path = keyPath();
    openSecretBox(path);
    chmodSync(path, mode);
    expect(() => openSecretBox(path)).toThrow(/others can read it .* chmod 600/);
  });

  it('is refused when it is cut, and left as it is', () => {
    const path = keyPath();
    writeFileSync(path, 'short', { mode: 0o600 });
    expect(() => openSecretBox(path)).toThrow(/has 5 bytes instead of 32/);
    expect(readFileSync(path, 'utf8')).toBe('short');
  });

  it('is refused where it cannot be made', () => {
    const path = join(keyPath(), 'no-such-folder', 'secret.key');
    expect(() => openSecretBox(path)).toThrow();
    expect(existsSync(path)).toBe(false);
  });
});
