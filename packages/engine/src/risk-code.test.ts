import { expect, it } from 'vitest';
import { clearsWithCancel, RISK_CODES } from './risk-code.ts';

it('codes are unique, and all but ALLOW carry the prefix', () => {
  expect(RISK_CODES[0]).toBe('ALLOW');
  expect(new Set(RISK_CODES).size).toBe(RISK_CODES.length);
  expect(RISK_CODES.slice(1).filter((code) => !/^RISK_[A-Z_]+$/.test(code))).toEqual([]);
});

it('only what our own resting orders stand in the way of clears with a cancel', () => {
  expect(RISK_CODES.filter(clearsWithCancel).sort()).toEqual([
    'RISK_INSUFFICIENT_BALANCE',
    'RISK_LEVERAGE',
    'RISK_MAX_OPEN_ORDERS',
    'RISK_MAX_POSITION',
    'RISK_SELF_TRADE',
  ]);
});
