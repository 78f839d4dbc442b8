import { LiveView } from '../live-view.ts';
import { sampleModel } from './sample-model.ts';

// A program with a live view on its standard output, which ends in the way its argument says.
const view = new LiveView({ terminal: process.stdout, color: false, model: sampleModel });
view.open();

const endings: Record<string, () => void> = {
  close: () => {
    view.close();
  },
  throw: () => {
    throw new Error('on purpose');
  },
  exit: () => {
    process.exit(3);
  },
  wait: () => {
    process.stdin.resume();
  },
  listen: () => {
    process.on('SIGINT', () => {
      process.stdout.write('still open');
      process.exit();
    });
    end('SIGINT');
  },
};

const how = process.argv[2] ?? 'wait';
(
  endings[how] ??
  (() => {
    end(how as NodeJS.Signals);
  })
)();

/** Sends itself a signal, and lives until it arrives. */
function end(signal: NodeJS.Signals): void {
  setInterval(() => undefined, 1000);
  process.kill(process.pid, signal);
}
