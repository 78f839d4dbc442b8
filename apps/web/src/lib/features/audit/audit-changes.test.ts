import { describe, expect, it } from 'vitest';
import { auditChanges, changesText } from './audit-changes.ts';

describe('auditChanges (D16)', () => {
  it('names the fields that changed and leaves out those that did not', () => {
    expect(auditChanges({ name: 'ann', role: 'viewer' }, { name: 'ann', role: 'operator' })).toEqual([
      { field: 'role', before: 'viewer', after: 'operator' },
    ]);
  });

  it('shows a creation and a deletion as one side only', () => {
    expect(auditChanges(null, { name: 'reports' })).toEqual([
      { field: 'name', before: undefined, after: 'reports' },
    ]);
    expect(auditChanges({ name: 'reports' }, null)).toEqual([
      { field: 'name', before: 'reports', after: undefined },
    ]);
  });

  it('goes into objects and takes lists whole', () => {
    expect(
      auditChanges(
        { limits: { maxPosition: 1, maxOrders: 10 }, scopes: ['read'] },
        { limits: { maxPosition: 2, maxOrders: 10 }, scopes: ['read', 'trade'] },
      ),
    ).toEqual([
      { field: 'limits.maxPosition', before: '1', after: '2' },
      { field: 'scopes', before: '["read"]', after: '["read","trade"]' },
    ]);
  });

  it('tells a field set to null from one that was not there', () => {
    expect(auditChanges({}, { until: null })).toEqual([{ field: 'until', before: undefined, after: 'null' }]);
  });

  it('takes bare values as they are', () => {
    expect(auditChanges('running', 'stopped')).toEqual([{ field: '', before: 'running', after: 'stopped' }]);
    expect(auditChanges(null, null)).toEqual([]);
  });
});

describe('changesText', () => {
  it('writes all changes into one cell', () => {
    expect(changesText(auditChanges({ role: 'viewer' }, { role: 'owner', disabled: false }))).toBe(
      'role: viewer → owner; disabled: – → false',
    );
    expect(changesText(auditChanges('running', 'stopped'))).toBe('running → stopped');
  });
});
