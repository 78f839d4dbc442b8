import type { Socket } from 'node:net';

/** Calls back for each JSON line that arrives on a socket. */
export function onLines(socket: Socket, handle: (message: unknown) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) handle(JSON.parse(line));
  });
}

/** Writes one JSON line; nothing when the other side is gone. */
export function sendLine(socket: Socket, message: unknown): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}
