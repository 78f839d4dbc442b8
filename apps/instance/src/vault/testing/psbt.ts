import { p2wpkh, Transaction } from '@scure/btc-signer';

export interface Paid {
  /** Compressed, hex. */
  readonly publicKey: string;
  /** Satoshi. */
  readonly amount: bigint;
}

/** The payload of a signature: all that `held` paid to its key before is spent on `outputs`, and the rest is the fee. */
export function psbtOf(held: Paid, outputs: readonly Paid[], change = ''): Record<string, string> {
  const { script } = payment(held);
  const before = new Transaction({ allowUnknownInputs: true });
  before.addOutput({ script, amount: held.amount });
  before.addInput({ txid: '11'.repeat(32), index: 0, finalScriptSig: Buffer.of(0x51) });
  const next = new Transaction();
  next.addInput({
    txid: before.id,
    index: 0,
    nonWitnessUtxo: before.toBytes(true, false),
    witnessUtxo: { script, amount: held.amount },
  });
  for (const output of outputs) next.addOutput({ script: payment(output).script, amount: output.amount });
  const psbt = Buffer.from(next.toPSBT()).toString('base64');
  return { psbt, chain: 'bitcoin', form: 'p2wpkh', network: 'mainnet', change };
}

const payment = ({ publicKey }: Paid) => p2wpkh(Buffer.from(publicKey, 'hex'));
