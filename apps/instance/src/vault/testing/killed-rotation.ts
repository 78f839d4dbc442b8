/** Rotates the vault in a folder, and kills itself without a word at the step it is told. */
import { changePassphrase, rotateDeks, rotateKek } from '../rotation.ts';
import { VaultStore } from '../store.ts';
import { Vault } from '../vault.ts';
import { PASSPHRASE } from './folders.ts';

const [folder, what, killAt] = process.argv.slice(2);
const vault = Vault.unlock(VaultStore.open(folder), { folder });
let steps = 0;
const onStep = (step: string): void => {
  if (steps === Number(killAt)) process.kill(process.pid, 'SIGKILL');
  steps += 1;
  process.stdout.write(`${step}\n`);
};
if (what === 'kek') rotateKek(vault, { input: { folder, passphrase: PASSPHRASE } }, onStep);
if (what === 'dek') rotateDeks(vault, onStep);
if (what === 'passphrase')
  changePassphrase(
    vault,
    {
      from: { folder, passphrase: PASSPHRASE },
      to: { folder, passphrase: Buffer.from('another long passphrase') },
    },
    onStep,
  );
