import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PageHead } from './page-head.ts';

const HTML =
  '<!doctype html><head><meta name="first-calls" content="" /><link href="/start.js" rel="modulepreload"></head>';
const FILES = {
  pages: [
    { route: '/', scripts: ['/start.js', '/home.js'], calls: ['/api/overview'], light: false },
    { route: '/about', scripts: ['/about.js'], calls: [], light: true },
    { route: '/bots/[id]', scripts: ['/bot.js'], calls: ['/api/bots/[id]'], light: false },
    { route: '/bots/new', scripts: ['/new.js'], calls: [], light: false },
  ],
  all: { scripts: ['/error.js'], calls: ['/api/state'] },
  signedIn: { scripts: ['/shell.js'], calls: ['/api/alerts'] },
  texts: {
    shell: { en: '/shell-en.js', ja: '/shell-ja.js' },
    all: { en: '/all-en.js', ja: '/all-ja.js' },
  },
};

let folder: string;
let head: PageHead;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mrm-head-'));
  await mkdir(join(folder, '_app'));
  await writeFile(join(folder, '200.html'), HTML);
  await writeFile(join(folder, '_app/page-files.json'), JSON.stringify(FILES));
  head = new PageHead(folder);
});
afterAll(() => rm(folder, { recursive: true }));

/** What the page at a path names: the scripts that it adds, and the calls. */
function named(path: string, reader: { signedIn?: boolean; languages?: string } = {}) {
  const html = head.pageAt(path, { signedIn: reader.signedIn ?? false, languages: reader.languages });
  const scripts = [...html.matchAll(/<link rel="modulepreload" href="([^"]+)">/g)].map(([, href]) => href);
  return { scripts, calls: /name="first-calls" content="([^"]*)"/.exec(html)?.[1] };
}

describe('P25: the page that is sent', () => {
  it('names what its page and the shell load and ask, to somebody who is signed in', () => {
    expect(named('/', { signedIn: true })).toEqual({
      scripts: ['/all-en.js', '/error.js', '/home.js', '/shell.js'],
      calls: '/api/state /api/overview /api/alerts',
    });
  });

  it('names no call that would be refused, and no shell, to somebody who is not', () => {
    expect(named('/')).toEqual({
      scripts: ['/all-en.js', '/error.js', '/home.js'],
      calls: '/api/state',
    });
    expect(named('/about').scripts).toEqual(['/shell-en.js', '/error.js', '/about.js']);
  });

  it('puts the parameters of the address into the calls, unless they would need escaping', () => {
    expect(named('/bots/a-1_b', { signedIn: true }).calls).toBe('/api/state /api/bots/a-1_b /api/alerts');
    expect(named('/bots/a-1_b/', { signedIn: true }).scripts).toContain('/bot.js');
    for (const path of ['/bots/"><script>', '/bots/%22', '/bots/a b', '/bots/'])
      expect(head.pageAt(path, { signedIn: true, languages: undefined })).toBe(HTML);
  });

  it('is the page of exactly this name rather than one with a parameter', () => {
    const { scripts, calls } = named('/bots/new', { signedIn: true });
    expect(scripts).toContain('/new.js');
    expect(calls).toBe('/api/state /api/alerts');
  });

  it.each([
    ['ja,en;q=0.8', '/shell-ja.js'],
    ['de-DE,ja-JP;q=0.9', '/shell-ja.js'],
    ['EN-us', '/shell-en.js'],
    ['de', '/shell-en.js'],
  ])('X11: names the texts of the language that the browser asks for: %s', (languages, script) => {
    expect(named('/about', { languages }).scripts[0]).toBe(script);
  });

  it('is 200.html as it is for an address of no page, and where the build names nothing', async () => {
    expect(head.pageAt('/nowhere', { signedIn: true, languages: 'en' })).toBe(HTML);
    const bare = join(folder, 'bare');
    await mkdir(bare);
    await writeFile(join(bare, '200.html'), HTML);
    expect(new PageHead(bare).pageAt('/', { signedIn: true, languages: 'en' })).toBe(HTML);
  });
});
