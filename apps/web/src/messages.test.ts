import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compile } from '@inlang/paraglide-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const app = resolve(import.meta.dirname, '..');
const locales = ['en', 'zh', 'ja', 'ko'] as const;
type Messages = Readonly<Record<string, string>>;

/** All texts of a language, of all parts of the console. */
async function messagesOf(locale: string): Promise<Messages> {
  const parts = await readdir(join(app, 'messages'));
  const read = async (part: string): Promise<Messages> =>
    JSON.parse(await readFile(join(app, 'messages', part, `${locale}.json`), 'utf8')) as Messages;
  const { $schema: _, ...messages } = Object.assign({}, ...(await Promise.all(parts.map(read)))) as Messages;
  return messages;
}
const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].sort();

describe('X11: the four languages', () => {
  it.each(['zh', 'ja', 'ko'])(
    '%s says everything that English says, with the same values',
    async (locale) => {
      const [english, other] = await Promise.all([messagesOf('en'), messagesOf(locale)]);
      expect(Object.keys(other).sort()).toEqual(Object.keys(english).sort());
      const differing = Object.keys(english).filter(
        (key) => placeholders(english[key] ?? '').join() !== placeholders(other[key] ?? '').join(),
      );
      expect(differing).toEqual([]);
    },
  );

  it.each([
    ['zh', /[\u4e00-\u9fff]/],
    ['ja', /[\u3040-\u30ff\u4e00-\u9fff]/],
    ['ko', /[\uac00-\ud7af]/],
  ] as const)('%s is really translated', async (locale, script) => {
    const messages = Object.entries(await messagesOf(locale));
    const translated = messages.filter(([, text]) => script.test(text));
    expect(messages.length).toBeGreaterThan(200);
    expect(translated.length / messages.length).toBeGreaterThan(0.95);
  });

  it('gives one key one meaning: no part overrides another', async () => {
    const parts = await readdir(join(app, 'messages'));
    const keys = await Promise.all(
      parts.map(async (part) =>
        Object.keys(JSON.parse(await readFile(join(app, 'messages', part, 'en.json'), 'utf8')) as Messages),
      ),
    );
    const all = keys.flat().filter((key) => key !== '$schema');
    expect(all.filter((key, index) => all.indexOf(key) !== index)).toEqual([]);
  });
});

describe('P25: compiling the messages', () => {
  let out = '';
  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), 'mrm-messages-'));
    await compile({ project: join(app, 'project.inlang'), outdir: out, emitPrettierIgnore: false });
  });
  afterAll(() => rm(out, { recursive: true, force: true }));

  it.each(locales)(
    'finds as many in %s as there are: a wrong path compiles none and does not fail',
    async (locale) => {
      const files = (await readdir(join(out, 'messages'))).filter(
        (name) => name.endsWith('.js') && name !== '_index.js',
      );
      const texts = await Promise.all(files.map((name) => readFile(join(out, 'messages', name), 'utf8')));
      const count = texts.filter((text) => text.includes(`const ${locale}_`)).length;
      expect(count).toBe(Object.keys(await messagesOf(locale)).length);
      expect(count).toBeGreaterThan(0);
    },
  );
});
