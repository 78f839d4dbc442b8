/** Prints how many bytes one paper run allocates on the heap. Started by `paper.ts` with `--expose-gc`. */
import { usdmRecording } from './captures.ts';
import { openBenchSession } from './paper.ts';

const recording = await usdmRecording();
// Once before, so that compiled code and caches are there.
await openBenchSession(recording).session.run();
const paper = openBenchSession(recording);
(globalThis as unknown as { gc: () => void }).gc();
const before = process.memoryUsage().heapUsed;
await paper.session.run();
const bytes = process.memoryUsage().heapUsed - before;
process.stdout.write(JSON.stringify({ bytes, events: paper.session.engine.eventCount }));
