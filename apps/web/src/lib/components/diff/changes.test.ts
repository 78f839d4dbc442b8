import { describe, expect, it } from 'vitest';
import { changesBetween } from './changes.ts';

describe('changesBetween', () => {
  it('names what changed, was added and was removed, by its path', () => {
    const before = { name: 'a', parameters: { bidSpreadBp: '10', gone: true }, same: 1 };
    const after = { name: 'a', parameters: { bidSpreadBp: '12', fresh: null }, same: 1 };
    expect(changesBetween(before, after)).toEqual([
      { path: 'parameters.bidSpreadBp', before: '10', after: '12' },
      { path: 'parameters.fresh', before: undefined, after: 'null' },
      { path: 'parameters.gone', before: 'true', after: undefined },
    ]);
  });

  it('takes a list as one value, and nothing from equal ones', () => {
    expect(changesBetween({ levels: [1, 2] }, { levels: [1, 3] })).toHaveLength(1);
    expect(changesBetween({ levels: [1, 2] }, { levels: [1, 2] })).toEqual([]);
  });

  it('takes null as the whole before of something created', () => {
    expect(changesBetween(undefined, { role: 'viewer' })).toEqual([
      { path: 'role', before: undefined, after: 'viewer' },
    ]);
  });
});
