import { WebSocket } from 'ws';

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly chunk?: string };
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** What a process holds, after a collection of its garbage. */
export interface ProcessMemory {
  readonly heapUsed: number;
  readonly external: number;
  readonly rss: number;
  /** Timers, sockets, files and the like that are open. */
  readonly handles: number;
}

/**
 * Asks a Node process that runs with `--inspect` through the inspector protocol, so that the program itself needs no
 * door for it (https://chromedevtools.github.io/devtools-protocol/v8/).
 */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #asked = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  #ids = 0;
  #onChunk: (chunk: string) => void = () => undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#hear(JSON.parse(data.toString()) as Answer));
    socket.on('close', () => {
      for (const { reject } of this.#asked.values()) reject(new Error('the process has ended'));
      this.#asked.clear();
    });
  }

  static async open(url: string): Promise<Inspector> {
    const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 1 << 30 });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new Inspector(socket);
  }

  /** Collects all garbage and looks. */
  async memory(): Promise<ProcessMemory> {
    await this.#ask('HeapProfiler.collectGarbage');
    const { result } = (await this.#ask('Runtime.evaluate', {
      expression: '({ ...process.memoryUsage(), handles: process.getActiveResourcesInfo().length })',
      returnByValue: true,
    })) as { result: { value: ProcessMemory } };
    return result.value;
  }

  /** The heap, as JSON in V8's snapshot format. */
  async heapSnapshot(): Promise<string> {
    const chunks: string[] = [];
    this.#onChunk = (chunk) => chunks.push(chunk);
    await this.#ask('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    this.#onChunk = () => undefined;
    return chunks.join('');
  }

  close(): void {
    this.#socket.terminate();
  }

  #ask(method: string, params: unknown = {}): Promise<unknown> {
    const id = (this.#ids += 1);
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  #hear({ id, method, params, result, error }: Answer): void {
    if (method === 'HeapProfiler.addHeapSnapshotChunk') this.#onChunk(params?.chunk ?? '');
    const asked = id === undefined ? undefined : this.#asked.get(id);
    if (id === undefined || asked === undefined) return;
    this.#asked.delete(id);
    if (error) asked.reject(new Error(error.message));
    else asked.resolve(result);
  }
}
