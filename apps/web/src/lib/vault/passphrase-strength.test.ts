import { describe, expect, it } from 'vitest';
import { passphraseProblem, passphraseStrength } from './passphrase-strength.ts';

describe('passphraseStrength', () => {
  it.each([
    ['password', 'weak'],
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'weak'],
    ['horse horse horse horse horse', 'weak'],
    ['Tr0ub4dor&3xyz', 'fair'],
    ['correct horse battery staple anew', 'good'],
    ['q7Vw-92kd-ZxPm-44tb-Lh', 'good'],
  ] as const)('%s is %s', (passphrase, strength) => {
    expect(passphraseStrength(passphrase)).toBe(strength);
  });
});

describe('D4: a new passphrase', () => {
  it('has at least eight bytes, as the vault asks', () => {
    expect(passphraseProblem('short', 'short')).toEqual({ kind: 'short', missing: 3 });
    expect(passphraseProblem('鍵鍵鍵', '鍵鍵鍵')).toBeUndefined();
  });

  it('is typed twice alike', () => {
    expect(passphraseProblem('correct horse', 'correct house')).toEqual({ kind: 'differs' });
  });
});
