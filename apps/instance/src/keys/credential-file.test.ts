import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { credentialFileOf } from './credential-file.ts';

describe('the file of the credential', () => {
  const unit = mkdtempSync(join(tmpdir(), 'mrm-credentials-'));
  const path = join(unit, 'mrm-vault');

  it('is the configured one where the unit has none', () => {
    expect(credentialFileOf('/run/secrets/vault', unit)).toBe('/run/secrets/vault');
    expect(credentialFileOf('/run/secrets/vault', '')).toBe('/run/secrets/vault');
    expect(credentialFileOf(undefined, unit)).toBeUndefined();
  });

  it('is that of the unit where it has one', () => {
    writeFileSync(path, Buffer.alloc(32, 1));
    expect(credentialFileOf('/run/secrets/vault', unit)).toBe(path);
    expect(credentialFileOf(undefined, unit)).toBe(path);
  });
});
