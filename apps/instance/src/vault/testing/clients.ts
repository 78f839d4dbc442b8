import { onTestFinished } from 'vitest';
import { VaultClient } from '../client.ts';
import type { VaultClientOptions, VaultEvent } from '../client.ts';
import { freshFolder, PASSPHRASE } from './folders.ts';
import { type } from './terminal.ts';

export interface TestClient {
  readonly client: VaultClient;
  readonly folder: string;
  readonly events: VaultEvent[];
  /** The next event of a kind; those before now do not count. */
  readonly next: <Kind extends VaultEvent['kind']>(
    kind: Kind,
  ) => Promise<Extract<VaultEvent, { kind: Kind }>>;
}

/** A client with a signing process of its own, which ends with the test. */
export async function startClient(
  options: Partial<VaultClientOptions> = {},
  descriptor?: number,
): Promise<TestClient> {
  const folder = options.folder ?? freshFolder();
  const events: VaultEvent[] = [];
  const waiting: { kind: string; resolve: (event: never) => void }[] = [];
  const onEvent = (event: VaultEvent): void => {
    events.push(event);
    for (const one of waiting.filter(({ kind }) => kind === event.kind)) {
      waiting.splice(waiting.indexOf(one), 1);
      one.resolve(event as never);
    }
  };
  const client = await VaultClient.start({ ...options, folder, onEvent }, descriptor);
  onTestFinished(() => client.close());
  const next: TestClient['next'] = (kind) =>
    new Promise((resolve) => {
      waiting.push({ kind, resolve });
    });
  return { client, folder, events, next };
}

/** A client with a vault that its key file has opened. */
export async function fileClient(options: Partial<VaultClientOptions> = {}): Promise<TestClient> {
  const started = await startClient(options);
  await started.client.request('init', { source: 'file', seed: 'random' });
  return started;
}

/** A client with a vault that {@link PASSPHRASE} has opened. */
export async function passphraseClient(options: Partial<VaultClientOptions> = {}): Promise<TestClient> {
  const started = await startClient(options);
  const typed = await type(started.client, PASSPHRASE);
  await started.client.request('init', { source: 'passphrase', seed: 'random', typed });
  return started;
}
