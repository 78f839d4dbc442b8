/** The sealed box as the vault itself makes and opens it, for tests of programs outside of the instance. */
export { OneUseKey, sealTo } from '@mrmarket/instance/vault/sealed-box';
