import { run } from './program.ts';

/**
 * A pipe whose reader has gone (`| head`) is no fault: what runs stops in order, as on SIGTERM. Whatever else keeps
 * the result from being written is told, and makes the command fail.
 */
function onStreamError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') {
    process.emit('SIGTERM');
    return;
  }
  process.exitCode = 1;
  process.stderr.write(`mrm: OUTPUT_WRITE_FAILED: ${error.message}\n`);
}

process.stdout.on('error', onStreamError);
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.emit('SIGTERM');
});

process.exitCode = await run(process.argv.slice(2));
