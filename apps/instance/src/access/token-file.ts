import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import type { Home } from '../home.ts';
import { randomToken } from './tokens.ts';

/** What the machine's own command line finds a running instance by. */
export interface TokenFile {
  /** `http://127.0.0.1:8080` */
  readonly address: string;
  readonly token: string;
  readonly pid: number;
}

/** Writes a token of its own for each start, readable by the instance's user alone, and complete or not at all. */
export async function writeTokenFile(home: Pick<Home, 'tokenFile'>, address: string): Promise<TokenFile> {
  const content: TokenFile = { address, token: randomToken(), pid: process.pid };
  const draft = `${home.tokenFile}.${randomUUID()}`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      // The mode given to open() is narrowed by the umask; nothing may be left to it.
      await file.chmod(0o600);
      await file.writeFile(`${JSON.stringify(content)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, home.tokenFile);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return content;
}

/** Removes the file, unless another start has replaced it. */
export async function removeTokenFile(home: Pick<Home, 'tokenFile'>, written: TokenFile): Promise<void> {
  const text = await readFile(home.tokenFile, 'utf8').catch(() => '');
  if (text.includes(written.token)) await rm(home.tokenFile, { force: true });
}
