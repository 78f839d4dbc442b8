import { describe, expect, it } from 'vitest';
import { crumbsOf } from './crumbs.ts';

const names: Record<string, string> = { '/': 'Overview', '/market-making': 'Market making', edit: 'Edit' };
const nameOf = (href: string): string | undefined => names[href];

describe('X1: breadcrumbs', () => {
  it('name the pages on the way, and link all but the last', () => {
    expect(crumbsOf('/market-making/b1/edit', nameOf, 'north-quay')).toEqual([
      { label: 'Market making', href: '/market-making' },
      { label: 'north-quay', href: '/market-making/b1' },
      { label: 'Edit' },
    ]);
  });

  it('show an id until the page knows the name', () => {
    expect(crumbsOf('/market-making/b%201', nameOf, undefined).at(-1)).toEqual({ label: 'b 1' });
  });

  it('have the overview for the root', () => {
    expect(crumbsOf('/', nameOf, undefined)).toEqual([{ label: 'Overview' }]);
  });
});
