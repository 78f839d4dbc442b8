import { describe, expect, it } from 'vitest';
import { KEY_LIFE_MS, OpenKeys } from './open-keys.ts';
import { sealTo } from './sealed-box.ts';
import type { ReplyTo, Sealed } from './sealed-box.ts';
import { refusal, thrown } from './testing/refusal.ts';

const vaultId = Buffer.alloc(16, 1);
const secret = Buffer.from('a secret');
const sealed = (key: ReplyTo): Sealed => sealTo(key, vaultId, [secret])!;

describe('the keys that secrets may be sealed to', () => {
  it('open for two minutes, once', () => {
    let now = 0;
    const keys = new OpenKeys(() => now);
    const [early, late] = [keys.make(), keys.make()];
    now = KEY_LIFE_MS - 1;
    expect(keys.open(vaultId, sealed(early))).toEqual([secret]);
    expect(thrown(() => keys.open(vaultId, sealed(early)))).toEqual(refusal('VAULT_CHALLENGE'));
    now = KEY_LIFE_MS;
    expect(thrown(() => keys.open(vaultId, sealed(late)))).toEqual(refusal('VAULT_CHALLENGE'));
  });

  it('are gone after a box that does not open, and the oldest when there are too many', () => {
    const keys = new OpenKeys(() => 0);
    const key = keys.make();
    expect(thrown(() => keys.open(vaultId, { ...sealed(key), box: '' }))).toEqual(refusal('VAULT_CHALLENGE'));
    expect(thrown(() => keys.open(vaultId, sealed(key)))).toEqual(refusal('VAULT_CHALLENGE'));
    const [first, second] = Array.from({ length: 33 }, () => keys.make());
    expect(thrown(() => keys.open(vaultId, sealed(first)))).toEqual(refusal('VAULT_CHALLENGE'));
    expect(keys.open(vaultId, sealed(second))).toEqual([secret]);
  });
});
