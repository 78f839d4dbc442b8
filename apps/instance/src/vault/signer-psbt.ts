import { signPsbt, summarizePsbt } from 'drxa/sign/bitcoin';
import type { BitcoinSummary } from 'drxa/sign/bitcoin';
import { formOf } from 'drxa/chains/chain';
import type { Chain } from 'drxa/chains/chain';
import { bitcoin } from 'drxa/chains/bitcoin';
import { dash } from 'drxa/chains/dash';
import { digibyte } from 'drxa/chains/digibyte';
import { dogecoin } from 'drxa/chains/dogecoin';
import { litecoin } from 'drxa/chains/litecoin';
import type { Move } from './limits.ts';
import { fieldsOf, fromBase64 } from './payload.ts';
import type { Payload, Signer } from './signers.ts';
import { textOf } from './summary-text.ts';
import { VaultError } from './vault-error.ts';

const CHAINS: readonly Chain[] = [bitcoin, litecoin, dogecoin, dash, digibyte];
const INDEXES = /^(?:\d{1,10}(?:,\d{1,10}){0,99})?$/;

/**
 * PSBTs of the Bitcoin family: `{psbt, chain, form, network, change}`: base64, the names of chain, form and network, and
 * the indexes of the same user whose addresses are change, as `0,1`. Gives `{psbt}`, and `id` and `bytes` once it is
 * whole. For limits an asset is `<chain>:<network>`.
 */
export const psbtSigner: Signer = {
  family(payload) {
    const { chain, form } = askedOf(payload);
    return formOf(chain, form).family;
  },
  value: true,
  prepare(payload, publicKeys) {
    const { psbt, chain, network, change } = askedOf(payload);
    // Whose change it is says the vault, not who asks: its keys come from the seed.
    const question = { psbt, chain, network, changeKeys: change.map((index) => publicKeys(index)) };
    const summary = summarizePsbt({ publicKey: publicKeys(), ...question });
    return {
      summary: textOf(summary),
      moves: movesOf(summary),
      sign(privateKey) {
        const { id, bytes, psbt: signed } = signPsbt({ privateKey, ...question });
        return { psbt: signed, ...(id === undefined || bytes === undefined ? {} : { id, bytes }) };
      },
    };
  },
};

function askedOf(payload: Payload): {
  psbt: Buffer;
  chain: Chain;
  form: string;
  network: string;
  change: number[];
} {
  const {
    psbt,
    chain: name,
    form,
    network,
    change,
  } = fieldsOf(payload, 'psbt', 'chain', 'form', 'network', 'change');
  const chain = CHAINS.find((one) => one.name === name);
  if (chain === undefined)
    throw new VaultError(
      'VAULT_INPUT',
      `payload: chain is one of ${CHAINS.map((one) => one.name).join(', ')}`,
    );
  if (!INDEXES.test(change))
    throw new VaultError('VAULT_INPUT', 'payload: change is a list of indexes, such as 0,1');
  const indexes = change === '' ? [] : change.split(',').map(Number);
  return { psbt: fromBase64('psbt', psbt), chain, form, network, change: indexes };
}

function movesOf({ chain, network, outputs, fee }: BitcoinSummary): Move[] {
  const asset = `${chain}:${network}`;
  const paid = outputs
    .filter(({ change }) => !change)
    .map(({ to, script, amount }) => ({ asset, amount, destination: to ?? `script:${script}` }));
  // The fee goes to nobody whom a list of destinations could name; a transaction to itself still costs it.
  const destination = paid[0]?.destination ?? outputs[0]?.to ?? 'fee';
  return [...paid, { asset, amount: fee, destination }];
}
