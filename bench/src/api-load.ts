import { Agent, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

export interface ApiLoad {
  readonly address: string;
  /** Paths with query, asked for in turn. */
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
}

export interface ApiTimes {
  /** Milliseconds from sending a request to the last byte of its answer, per path. */
  readonly times: ReadonlyMap<string, readonly number[]>;
  /** Answers other than 200, and requests without an answer. */
  readonly failed: number;
  /** Requests that were really sent in a second. */
  readonly rate: number;
}

/**
 * Sends requests at even distances, whether or not earlier ones are answered: a server that falls behind is seen to.
 * (autocannon keeps a rate by sending a second's requests as a burst, each connection after its last answer.)
 */
export async function runApiLoad(load: ApiLoad): Promise<ApiTimes> {
  const { address, paths, headers, rate, seconds } = load;
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const times = new Map<string, number[]>(paths.map((path) => [path, []]));
  const answers: Promise<void>[] = [];
  let failed = 0;
  const ask = async (path: string): Promise<void> => {
    const sentMs = performance.now();
    try {
      const status = await fetchAll(`${address}${path}`, headers, agent);
      if (status === 200) times.get(path)?.push(performance.now() - sentMs);
      else failed += 1;
    } catch {
      failed += 1;
    }
  };
  const startMs = performance.now();
  for (let sent = 0; sent < rate * seconds;) {
    const due = Math.min(rate * seconds, Math.floor(((performance.now() - startMs) / 1000) * rate) + 1);
    for (; sent < due; sent += 1) answers.push(ask(paths[sent % paths.length]));
    await delay(1);
  }
  const tookSec = (performance.now() - startMs) / 1000;
  await Promise.all(answers);
  agent.destroy();
  return { times, failed, rate: answers.length / tookSec };
}

/** The status, once the whole answer has come. */
function fetchAll(url: string, headers: Readonly<Record<string, string>>, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', reject);
    });
    request.once('error', reject);
  });
}
