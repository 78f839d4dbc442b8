import { describe, expect, it } from 'vitest';
import { auditChanges, changesText } from './audit-changes.ts';

const text = (before: unknown, after: unknown) => changesText(auditChanges(before, after));

describe('before → after of an audit row (D16)', () => {
  it('names the fields that changed and leaves out those that did not', () => {
    expect(text({ name: 'ann', role: 'viewer' }, { name: 'ann', role: 'operator' })).toBe(
      'role: viewer → operator',
    );
    expect(
      text({ limits: { maxPosition: 1, maxOrders: 9 } }, { limits: { maxPosition: 2, maxOrders: 9 } }),
    ).toBe('limits.maxPosition: 1 → 2');
  });

  it('shows a creation and a deletion as one side only', () => {
    expect(text(null, { name: 'reports' })).toBe('name: – → reports');
    expect(text({ name: 'reports' }, null)).toBe('name: reports → –');
  });

  it('tells a field set to null from one that was not there', () => {
    expect(text({}, { until: null })).toBe('until: – → null');
  });

  it('takes bare values as they are', () => {
    expect(text('running', 'stopped')).toBe('running → stopped');
    expect(text(null, null)).toBe('');
  });

  it('puts several changes into one cell', () => {
    expect(text({ role: 'viewer' }, { role: 'owner', disabled: false })).toBe(
      'disabled: – → false; role: viewer → owner',
    );
  });
});
