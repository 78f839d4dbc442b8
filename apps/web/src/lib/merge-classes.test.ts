import { describe, expect, it } from 'vitest';
import { mergeClasses } from './merge-classes.ts';

describe('mergeClasses', () => {
  it.each([
    ['h-8 w-full', 'w-48', 'h-8 w-48'],
    ['gap-4 p-5', 'gap-0 p-0', 'gap-0 p-0'],
    ['gap-x-3 gap-y-2', 'gap-y-0', 'gap-x-3 gap-y-0'],
    ['px-3 py-1', 'p-0', 'p-0'],
    ['p-0', 'px-3', 'p-0 px-3'],
    ['h-8 w-8', 'size-4', 'size-4'],
    ['h-8 max-sm:h-11', 'h-7', 'max-sm:h-11 h-7'],
    ['text-label text-muted-foreground', 'text-loss', 'text-label text-loss'],
    ['text-left text-cell', 'text-right', 'text-cell text-right'],
    ['inline-flex', 'hidden', 'hidden'],
    ['border border-l-4 border-transparent', 'border-input', 'border border-l-4 border-input'],
    ['bg-primary hover:bg-primary/90', 'bg-muted', 'hover:bg-primary/90 bg-muted'],
    ['top-1/2 -translate-y-1/2', 'top-24 translate-y-0', 'top-24 translate-y-0'],
    ['data-[state=active]:text-foreground', 'data-[state=active]:text-loss', 'data-[state=active]:text-loss'],
    ['font-mono font-medium', 'font-normal', 'font-mono font-normal'],
  ])('%s, then %s: %s', (usual, given, merged) => {
    expect(mergeClasses(`${usual} ${given}`)).toBe(merged);
  });

  it('keeps every class that contradicts no other', () => {
    const text =
      'inline-flex shrink-0 items-center justify-center gap-2 rounded-control border font-medium truncate';
    expect(mergeClasses(text)).toBe(text);
  });
});
