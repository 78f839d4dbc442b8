import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DescriptorReader, withoutLineEnd } from './descriptor-reader.ts';

function reading(content: string | Uint8Array): DescriptorReader {
  const folder = mkdtempSync(join(tmpdir(), 'mrm-descriptor-'));
  writeFileSync(join(folder, 'secrets'), content);
  const fd = openSync(join(folder, 'secrets'), 'r');
  onTestFinished(() => {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  });
  return new DescriptorReader(fd);
}

describe('secrets from a descriptor', () => {
  it('come a line at a time, however lines end, the last one without an end', () => {
    const reader = reading('one\ntwo words\r\n\nlast');
    const lines = Array.from({ length: 4 }, () => reader.line().toString());
    expect(lines).toEqual(['one', 'two words', '', 'last']);
    expect(() => reader.line()).toThrow(/^file descriptor \d+: it has ended/);
  });

  it('are read across the edge of what one read gives', () => {
    const long = 'x'.repeat(9000);
    const reader = reading(`${long}\nnext\n`);
    expect(reader.line().toString()).toBe(long);
    expect(reader.line().toString()).toBe('next');
  });

  it('come whole, as the bytes they are', () => {
    const bytes = Buffer.from([0, 0x0a, 0xff, 0x0a]);
    expect(reading(bytes).rest().equals(bytes)).toBe(true);
    expect(withoutLineEnd(Buffer.from('a\nb\r\n\n')).toString()).toBe('a\nb');
  });

  it('go on with the rest after a line', () => {
    const reader = reading('passphrase\n{"a":\n1}\n');
    expect(reader.line().toString()).toBe('passphrase');
    expect(reader.rest().toString()).toBe('{"a":\n1}\n');
  });

  it('are refused beyond 64 KiB, and where nothing was given', () => {
    const refusal = { code: 'DESCRIPTOR_UNREADABLE' };
    expect(() => reading(Buffer.alloc(70_000, 'x')).line()).toThrow(expect.objectContaining(refusal));
    expect(() => new DescriptorReader(9999).line()).toThrow(
      expect.objectContaining({
        ...refusal,
        message: 'file descriptor 9999: nothing was given there; the shell does it with 9999< file',
      }),
    );
  });
});
