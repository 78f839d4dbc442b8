import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DrxaError } from 'drxa/errors';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { homeOf } from '../home.ts';
import { openInstance } from '../instance.ts';
import { checkDerivation } from './self-check.ts';

const wrong = (): void => {
  throw new DrxaError('DRXA_DERIVATION_FAILED', 'self-test: the address of ethereum is 0x1, must be 0x2');
};

describe('the self-test of keys', () => {
  it('passes on this machine', () => {
    expect(() => {
      checkDerivation();
    }).not.toThrow();
  });

  it('names what is different', () => {
    expect(() => {
      checkDerivation(wrong);
    }).toThrow(
      expect.objectContaining({
        code: 'KEYS_SELF_TEST',
        message: expect.stringContaining('the address of ethereum is 0x1, must be 0x2') as string,
      }),
    );
  });

  it('ends a start with a difference, before anything is opened', async () => {
    const home = homeOf(mkdtempSync(join(tmpdir(), 'mrm-self-test-')));
    const config = readConfig(home.config, { port: 0 });
    await expect(openInstance({ home, config, verifyKeys: wrong })).rejects.toMatchObject({
      code: 'KEYS_SELF_TEST',
    });
    expect(readdirSync(home.path)).toEqual([]);
    const instance = await openInstance({ home, config });
    await instance.close();
  });
});
