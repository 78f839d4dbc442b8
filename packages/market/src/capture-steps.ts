/** `"price","qty"` of a level, and `"p":"…","q":"…"`, `"b":"…","B":"…"`, `"a":"…","A":"…"`. */
const PAIR = /"\d+\.?(\d*)","(?:[qBA]":")?\d+\.?(\d*)"/g;

/** Finds the smallest decimal steps of prices and quantities in the text of a capture. */
export class CaptureSteps {
  private priceDecimals = 0;
  private qtyDecimals = 0;
  private carry = '';

  /** The next piece of text, cut anywhere. */
  push(chunk: Uint8Array): void {
    const text =
      this.carry + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    const end = text.lastIndexOf('\n');
    this.carry = text.slice(end + 1);
    this.look(end < 0 ? '' : text.slice(0, end));
  }

  /** Smallest price step seen, as a decimal string. */
  tickSize(): string {
    this.finish();
    return stepOf(this.priceDecimals);
  }

  /** Smallest quantity step seen, as a decimal string. */
  lotSize(): string {
    this.finish();
    return stepOf(this.qtyDecimals);
  }

  private finish(): void {
    this.look(this.carry);
    this.carry = '';
  }

  private look(text: string): void {
    for (const [, price, qty] of text.matchAll(PAIR)) {
      this.priceDecimals = Math.max(this.priceDecimals, written(price));
      this.qtyDecimals = Math.max(this.qtyDecimals, written(qty));
    }
  }
}

/** Digits after the point without trailing zeros. */
function written(fraction: string): number {
  let end = fraction.length;
  while (end > 0 && fraction[end - 1] === '0') end--;
  return end;
}

function stepOf(decimals: number): string {
  return decimals === 0 ? '1' : `0.${'1'.padStart(decimals, '0')}`;
}
