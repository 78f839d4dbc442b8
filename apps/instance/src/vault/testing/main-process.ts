/** A main process for the search for secrets: passes on what stands on a line of its input, and says what comes back. */
import { createInterface } from 'node:readline';
import { writeHeapSnapshot } from 'node:v8';
import { VaultClient } from '../client.ts';
import type { Op, Params } from '../protocol.ts';

const say = (message: unknown): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`);
};
const client = await VaultClient.start({ folder: process.argv[2] });
for await (const line of createInterface({ input: process.stdin })) {
  const { op, params } = JSON.parse(line) as { op: Op | 'pid' | 'lockFirst' | 'heap'; params: unknown };
  try {
    if (op === 'pid') say(client.pid);
    else if (op === 'lockFirst') say(await client.lock());
    else if (op === 'heap') say(writeHeapSnapshot(params as string));
    else say(await client.request(op, params as Params<Op>));
  } catch (error) {
    const { code, message, stack } = error as Error & { code?: string };
    say({ code, message, stack });
  }
}
await client.close();
