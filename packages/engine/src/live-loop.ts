import type { Clock } from './clock.ts';
import type { Engine } from './engine.ts';

/** Timers are looked at this often, milliseconds. */
const TICK_MS = 5;

/** Drives an engine on real time: its timers; the venue's adapter passes the facts as they arrive. */
export class LiveLoop {
  private readonly engine: Engine;
  private readonly clock: Clock;
  private readonly timer: NodeJS.Timeout;

  constructor(engine: Engine, clock: Clock) {
    this.engine = engine;
    this.clock = clock;
    this.timer = setInterval(() => {
      this.tick();
    }, TICK_MS);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const nowUs = this.clock.nowUs();
    if (this.engine.nextTimerUs <= nowUs) this.engine.onTimer(nowUs);
  }
}
