/** Starts a signing process, says its id, and is gone without a word. */
import { VaultClient } from '../client.ts';
import { freshFolder } from './folders.ts';

/** An end of a pipe that the signing process gets too, so that the other end tells when both are gone. */
const HELD = 3;
const client = await VaultClient.start({ folder: freshFolder() }, HELD);
process.stdout.write(`${client.pid}\n`, () => process.kill(process.pid, 'SIGKILL'));
