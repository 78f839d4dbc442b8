import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { VaultStatus } from './protocol.ts';
import { SignerLink } from './signer-link.ts';
import { CHANNEL_FD } from './start-options.ts';
import { refusal } from './testing/refusal.ts';
import { VaultError } from './vault-error.ts';
import { frame, odd, start } from './testing/frames.ts';

// fast-check prints the seed of a run that fails; MRM_SEED tries others.

const place = { scope: 'wallet', userId: 'ada', index: 0 };

describe('main, before a signing process that somebody has taken over', { timeout: 300_000 }, () => {
  const program = fileURLToPath(new URL('testing/hostile-signer.ts', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'mrm-hostile-'));
  let files = 0;

  function hostile(frames: readonly Uint8Array[]): { link: SignerLink; told: VaultStatus[] } {
    const path = join(folder, String((files += 1)));
    writeFileSync(path, frames.map((one) => Buffer.from(one).toString('base64')).join('\n'));
    const told: VaultStatus[] = [];
    const link = new SignerLink(
      start(folder),
      (status) => told.push(status),
      undefined,
      () => {
        const child = spawn(process.execPath, [program, path], {
          env: {},
          stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
        });
        return { child, socket: child.stdio[CHANNEL_FD] as Socket };
      },
    );
    onTestFinished(() => {
      link.close();
    });
    return { link, told };
  }

  /** All that becomes of a request and of the process: refusals with a code, never a fault. */
  async function outcome(frames: readonly Uint8Array[]): Promise<{ codes: string[]; told: VaultStatus[] }> {
    const { link, told } = hostile(frames);
    const all = await Promise.allSettled([
      link.ready,
      link.request('status', {}),
      link.request('publicKey', { ...place, family: 'evm' }),
      link.ended.then(({ why }) => Promise.reject(why)),
    ]);
    const codes = all.map((one) => {
      if (one.status === 'fulfilled') return 'fulfilled';
      expect(one.reason).toBeInstanceOf(VaultError);
      return (one.reason as VaultError).code;
    });
    return { codes, told };
  }

  it('takes random frames for an end of the process', async () => {
    const wild = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.jsonValue().map((value) => frame(JSON.stringify(value))),
      fc
        .record({ seq: fc.integer({ min: 0, max: 3 }), result: odd })
        .map((reply) => frame(JSON.stringify(reply))),
      fc
        .record({
          seq: fc.integer({ min: 0, max: 3 }),
          error: fc.record({ code: odd, message: odd, retryAfterSec: odd }, { requiredKeys: [] }),
        })
        .map((reply) => frame(JSON.stringify(reply))),
      fc
        .record({ event: fc.constantFrom('ready', 'changed', 'locking', 'other'), status: odd })
        .map((event) => frame(JSON.stringify(event))),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(wild, { minLength: 1, maxLength: 8 }), async (frames) => {
        const { codes, told } = await outcome(frames);
        // It never said a whole status, so nothing came of what it said.
        expect(codes).not.toContain('fulfilled');
        expect(told).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('believes nothing that comes after the first message that is none', async () => {
    const status = {
      state: 'unlocked',
      vaultId: '00',
      slots: [],
      unattended: true,
      backedUp: true,
      elevatedForSec: 0,
      retryAfterSec: 0,
      ceremony: false,
    };
    const ready = frame(JSON.stringify({ event: 'ready', status }));
    expect((await outcome([ready])).told).toEqual([status]);
    const { codes, told } = await outcome([Buffer.concat([frame('{"event":"ready"}'), ready])]);
    expect(told).toEqual([]);
    expect(codes[0]).toBe('VAULT_DOWN');
  });

  it('takes an answer of another shape for a refusal', async () => {
    const { link } = hostile([frame('{"seq":1,"result":{"publicKey":7}}')]);
    link.ready.catch(() => undefined);
    await expect(link.request('publicKey', { ...place, family: 'evm' })).rejects.toEqual(
      refusal('VAULT_FAILED'),
    );
  });
});
