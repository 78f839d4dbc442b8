import { describe, expect, it } from 'vitest';
import { TypedLine } from './typed-line.ts';
import type { Keystroke } from './typed-line.ts';

function typed(text: string, line = new TypedLine()): { line: TypedLine; last: Keystroke | undefined } {
  let last: Keystroke | undefined;
  for (const byte of Buffer.from(text)) last = line.push(byte);
  return { line, last };
}

describe('a line typed at a terminal', () => {
  it.each(['\r', '\n'])('ends with Enter (%j), which is no part of it', (enter) => {
    const { line, last } = typed(`correct horse${enter}`);
    expect(last).toBe('entered');
    expect(line.take().toString()).toBe('correct horse');
  });

  it.each([
    ['a character', 'abc\x7f', 'ab'],
    ['a character of several bytes', 'pa日\x7f', 'pa'],
    ['more than there is', 'a\x08\x08\x08b', 'b'],
    ['the line', 'wrong\x15right', 'right'],
  ])('takes back %s', (_, keys, left) => {
    expect(typed(keys).line.take().toString()).toBe(left);
  });

  it('leaves out arrows and other keys that are no characters', () => {
    expect(typed('a\x1b[Ab\x1bOPc\x1b[3~d\x01e').line.take().toString()).toBe('abcde');
  });

  it.each([
    ['\x03', 'interrupted'],
    ['\x04', 'ended'],
    ['ab\x03', 'interrupted'],
    ['ab\x04', 'ignored'],
  ] as const)('tells %j as %s', (keys, stroke) => {
    expect(typed(keys).last).toBe(stroke);
  });

  it('keeps nothing of what was taken', () => {
    const { line } = typed('secret');
    line.take();
    expect(line.text()).toBe('');
    expect(typed('x', line).line.take().toString()).toBe('x');
  });

  it('says when it is full and takes no more', () => {
    const { line, last } = typed('x'.repeat(9000));
    expect(last).toBe('full');
    expect(line.take().length).toBe(8192);
  });
});
