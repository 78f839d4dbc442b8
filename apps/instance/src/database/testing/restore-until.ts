import { homeOf } from '../../home.ts';
import { restore } from '../restore.ts';

// Restores a backup and dies at a point of it, as with `kill -9`.
const [folder, name, end] = process.argv.slice(2);
await restore(homeOf(folder), name, {
  reached: (point, file) => {
    if ([point, file].join(' ').trim() === end) process.kill(process.pid, 'SIGKILL');
  },
});
