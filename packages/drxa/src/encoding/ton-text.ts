import { base64nopad, base64urlnopad } from '@scure/base';
import { concat } from './bytes.ts';
import { crc16 } from './crc16.ts';
import { fromHex } from './hex.ts';

/** An account: workchain 0, or -1 (the masterchain), and 32 bytes. */
export interface TonAccount {
  readonly workchain: number;
  readonly hash: Uint8Array;
}

/** What the text of 48 characters says beside the account. */
export interface TonFlags {
  /** Whether coins come back when no contract is there to take them. */
  readonly bounceable: boolean;
  readonly testnet: boolean;
}

const BOUNCEABLE = 0x11;
const NOT_BOUNCEABLE = 0x51;
const TESTNET = 0x80;
const LENGTH = 36;
const CRC_LENGTH = 2;

const isWorkchain = (value: number): boolean => value === 0 || value === -1;

const checksum = (bytes: Uint8Array): Uint8Array => {
  const crc = crc16(bytes);
  return Uint8Array.of(crc >> 8, crc & 0xff);
};

/** 48 characters of base64url: tag, workchain, hash, CRC16 (TEP-2). */
export function encodeTonText({ workchain, hash, bounceable, testnet }: TonAccount & TonFlags): string {
  const tag = (bounceable ? BOUNCEABLE : NOT_BOUNCEABLE) | (testnet ? TESTNET : 0);
  const bytes = concat(Uint8Array.of(tag, workchain & 0xff), hash);
  return base64urlnopad.encode(concat(bytes, checksum(bytes)));
}

/** What such a text says, in either alphabet but not in a mix of both, or which test it fails. */
export function decodeTonText(text: string): (TonAccount & TonFlags) | 'format' | 'checksum' {
  if (typeof text !== 'string' || text.length !== (LENGTH / 3) * 4) return 'format';
  let all: Uint8Array;
  try {
    all = (/[+/]/.test(text) ? base64nopad : base64urlnopad).decode(text);
  } catch {
    return 'format';
  }
  const bytes = all.subarray(0, -CRC_LENGTH);
  if (checksum(bytes).some((byte, i) => byte !== all[bytes.length + i])) return 'checksum';
  const tag = all[0] & ~TESTNET;
  const workchain = (all[1] << 24) >> 24;
  if ((tag !== BOUNCEABLE && tag !== NOT_BOUNCEABLE) || !isWorkchain(workchain)) return 'format';
  return {
    workchain,
    hash: all.slice(2, 2 + 32),
    bounceable: tag === BOUNCEABLE,
    testnet: (all[0] & TESTNET) !== 0,
  };
}

/** The account of `workchain:64 hex digits`, which has no checksum; `undefined` when the text is none. */
export function decodeTonRaw(text: string): TonAccount | undefined {
  if (typeof text !== 'string' || !/^(?:0|-1):[0-9a-fA-F]{64}$/.test(text)) return undefined;
  const [workchain, hash] = text.split(':');
  return { workchain: Number(workchain), hash: fromHex(hash) };
}
