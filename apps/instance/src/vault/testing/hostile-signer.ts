/**
 * A signing process that somebody else has taken over: says on its channel what stands, in base64, on the lines of its
 * input, and is then silent.
 */
import { readFileSync, writeSync } from 'node:fs';
import { CHANNEL_FD } from '../start-options.ts';

for (const line of readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean)) {
  const bytes = Buffer.from(line, 'base64');
  for (let at = 0; at < bytes.length;) at += writeSync(CHANNEL_FD, bytes, at);
}
