import { describe, expect, it } from 'vitest';
import { crc16 } from './crc16.ts';

describe('crc16', () => {
  it('gives the check value of CRC-16/XMODEM', () => {
    expect(crc16(new TextEncoder().encode('123456789'))).toBe(0x31c3);
  });

  it('is 0 of nothing', () => {
    expect(crc16(new Uint8Array())).toBe(0);
  });
});
