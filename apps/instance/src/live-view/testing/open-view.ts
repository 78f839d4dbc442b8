import { LiveView } from '../live-view.ts';
import { sampleModel } from './sample-model.ts';

// A program with a live view on its standard output, which ends in the way its argument says.
const view = new LiveView({ terminal: process.stdout, color: false, model: sampleModel });
view.open();
switch (process.argv[2]) {
  case 'close':
    view.close();
    break;
  case 'throw':
    throw new Error('on purpose');
  case 'exit':
    process.exit(3);
  default:
    process.stdin.resume();
}
