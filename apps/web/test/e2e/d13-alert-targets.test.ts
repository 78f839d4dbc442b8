import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { visit } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();
const SECRET = 'planted-signing-key-0123456789';
const PATH = '/hooks/planted-path-91c2';

interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly text: string;
}
/** What an operator's chat bridge is: an HTTP server that takes messages. */
interface Receiver {
  readonly url: string;
  /** Statuses to answer next; 200 once they are used up. */
  readonly answers: number[];
  readonly heard: Heard[];
  /** Resolves with the first so many messages. */
  hears(count: number): Promise<readonly Heard[]>;
  close(): Promise<void>;
}

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await served().call('POST', '/api/kill/lift', {});
  const { items } = await served().call<{ items: Target[] }>('GET', '/api/alert-targets');
  for (const { id, kind } of items)
    if (kind !== 'banner') await served().call('DELETE', `/api/alert-targets/${id}`);
  await receiver.close();
});

interface Target {
  readonly id: string;
  readonly kind: string;
}

/** The rows of the list of deliveries, the newest first, as texts of their cells without the time. */
const deliveries = async (page: Page): Promise<string[][]> => {
  const rows = page.getByRole('table', { name: 'Deliveries' }).locator('[data-slot=table-row]');
  const texts = await rows.evaluateAll((found) =>
    found.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText.trim())),
  );
  return texts.map((cells) => cells.slice(1));
};
const target = (page: Page, name: string): Locator =>
  page.locator('[data-target]').filter({ has: page.getByRole('heading', { name, exact: true }) });
const sendTest = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Send test to hook' }).click();

/** Adds the receiver as a target by the form. */
async function addHook(page: Page): Promise<void> {
  await visit(page, '/manage/alerts');
  await page.getByRole('button', { name: 'Add a target' }).click();
  await page.getByLabel('Name', { exact: true }).fill('hook');
  await page.getByLabel('Address', { exact: true }).fill(receiver.url + PATH);
  await page.getByLabel('Signing secret (optional)').fill(SECRET);
  await page.getByRole('button', { name: 'Save' }).click();
  await target(page, 'hook').waitFor();
}

/** Sends the rule of halts to it. What fires still of the test before is not told again: it has to be over. */
async function watchHalts(page: Page): Promise<void> {
  await page.locator('[data-rule=halted] [data-status=normal]').waitFor({ timeout: 40_000 });
  await page.getByRole('button', { name: 'Edit Halted' }).click();
  await page.getByRole('checkbox', { name: /^hook / }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('[data-rule=halted]').getByText('hook', { exact: false }).waitFor();
}

describe('D13: alert targets', () => {
  it('a test is really sent, signed, and its result stands beside the button and in the list', async () => {
    const { page } = await served().open();
    await addHook(page);
    await sendTest(page);
    await target(page, 'hook').getByText('Test delivered to hook.').waitFor();
    const [message] = await receiver.hears(1);
    expect(message?.text).toMatch(/^TEST: /);
    const signature = createHmac('sha256', SECRET)
      .update(message?.body ?? '')
      .digest('hex');
    expect(message?.headers['x-signature']).toBe(`sha256=${signature}`);
    await page
      .getByRole('table', { name: 'Deliveries' })
      .getByText(message?.text ?? '')
      .waitFor();
    expect((await deliveries(page))[0]).toEqual(['hook', 'sent', '1', message?.text, '–']);
    // Only the host is shown of the address: the path of many is a secret.
    const host = new URL(receiver.url).host;
    expect(await target(page, 'hook').innerText()).toContain(host);
    for (const secret of [PATH, SECRET]) expect(await page.content()).not.toContain(secret);
  });

  it('a refused test says why, and a target that is off is not sent alerts', async () => {
    const { page } = await served().open();
    await addHook(page);
    receiver.answers.push(500);
    await sendTest(page);
    await target(page, 'hook').getByText('Test to hook failed: answered with status 500').waitFor();
    await page.getByRole('table', { name: 'Deliveries' }).getByText('answered with status 500').waitFor();
    expect((await deliveries(page))[0]?.slice(0, 3)).toEqual(['hook', 'failed', '1']);

    await watchHalts(page);
    await page.getByRole('switch', { name: 'hook is on' }).click();
    await page.getByRole('status').filter({ hasText: 'hook is off' }).waitFor();
    await served().call('POST', '/api/kill', {});
    await page.locator('[data-rule=halted] [data-status=firing]').waitFor();
    // A test goes out also while it is off; it comes after what was queued before.
    await sendTest(page);
    await target(page, 'hook').getByText('Test delivered to hook.').waitFor();
    expect(receiver.heard.map(({ text }) => text.slice(0, 5))).toEqual(['TEST:', 'TEST:']);
  });

  it('an alert goes to the targets of its rule; what is not taken is sent again under the same id', async () => {
    const { page } = await served().open();
    await addHook(page);
    await watchHalts(page);
    receiver.answers.push(503);
    await served().call('POST', '/api/kill', {});
    const heard = await receiver.hears(3);
    const [first, again, other] = heard.map(({ headers, text }) => ({ id: headers['x-delivery-id'], text }));
    expect(first?.text).toBe('FIRING: Halted: The instance is halted by the kill switch');
    expect(again).toEqual(first);
    expect(other?.text).toMatch(/^FIRING: Halted: First steps is halted/);

    // The list is asked for again after a test, and the test waits for what is on its way.
    await sendTest(page);
    await target(page, 'hook').getByText('Test delivered to hook.').waitFor();
    const rows = page.getByRole('table', { name: 'Deliveries' }).locator('[data-slot=table-row]');
    await rows
      .filter({ hasText: /hook.*FIRING/s })
      .nth(1)
      .waitFor();
    const mine = (await deliveries(page)).filter(([name]) => name === 'hook');
    expect(mine.map(([, state, attempts, text]) => [state, attempts, text?.slice(0, 7)])).toEqual([
      ['sent', '1', 'TEST: a'],
      ['sent', '1', 'FIRING:'],
      ['sent', '2', 'FIRING:'],
    ]);
    await target(page, 'hook').getByText('Last delivery').waitFor();
  });
});

async function startReceiver(): Promise<Receiver> {
  const heard: Heard[] = [];
  const answers: number[] = [];
  let waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (body += part));
    request.on('end', () => {
      const { text } = JSON.parse(body) as { text: string };
      heard.push({ headers: request.headers, body, text });
      response.writeHead(answers.shift() ?? 200).end();
      for (const check of waiting) check();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    answers,
    heard,
    hears: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (heard.length < count) return;
          waiting = waiting.filter((each) => each !== check);
          resolve(heard.slice(0, count));
        };
        waiting.push(check);
        check();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
