import { describe, expect, it } from 'vitest';
import { sealingOf } from './sealing.ts';

const refusing = {
  generateKey: () => Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError')),
} as unknown as SubtleCrypto;

describe('sealingOf', () => {
  it('is ready where the platform has X25519', async () => {
    expect(await sealingOf({ isSecureContext: true, crypto })).toBe('ready');
  });

  it('says why not on plain HTTP, and in a browser that is too old', async () => {
    expect(await sealingOf({ isSecureContext: false, crypto })).toBe('insecure');
    expect(await sealingOf({ isSecureContext: true, crypto: {} })).toBe('insecure');
    expect(await sealingOf({ isSecureContext: true, crypto: { subtle: refusing } })).toBe('old');
  });
});
