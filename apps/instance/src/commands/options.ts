import { InvalidArgumentError, Option } from 'commander';

/** `--home <dir>`, the same on every command that works on an instance. */
export function homeOption(): Option {
  return new Option('--home <dir>', 'data folder of the instance (default: $MRM_HOME, else ~/.mrm)');
}

export function portOption(): Option {
  return new Option(
    '--port <port>',
    'port to listen on, 0 = any free one (default: config.json, else 8420)',
  ).argParser((text) => {
    const port = Number(text);
    if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
    throw new InvalidArgumentError('a port is a whole number from 0 to 65535.');
  });
}
