import { connect } from 'node:net';

/** Sends bytes as they are and reads until the server closes: for requests no client library would send. */
export function rawHttp(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (answer += text));
    socket.on('close', () => resolve(answer));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A server that cuts a connection may reset it; what it said before counts.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
  });
}

/** A GET of a path as it is written: `fetch` would tidy up `..` itself. */
export async function rawGet(
  port: number,
  path: string,
  headers: readonly string[] = [],
): Promise<{ status: number; text: string }> {
  const lines = [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close', ...headers, '', ''];
  const text = await rawHttp(port, lines.join('\r\n'));
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]), text };
}
