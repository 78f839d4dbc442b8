/**
 * Bare fastify in a process of its own, started by `api.ts`: answers each path it is told with the value it is told,
 * turned into JSON per request. Sends its address when it listens, and ends with its parent.
 */
import Fastify from 'fastify';

process.once('message', (answers: Readonly<Record<string, unknown>>) => {
  void listen(answers);
});
process.once('disconnect', () => process.exit(0));

async function listen(answers: Readonly<Record<string, unknown>>): Promise<void> {
  const app = Fastify();
  for (const [path, answer] of Object.entries(answers)) app.get(path, async () => answer);
  process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }));
}
