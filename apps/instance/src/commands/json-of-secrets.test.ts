import { describe, expect, it } from 'vitest';
import { jsonOfSecrets } from './json-of-secrets.ts';

const bytes = (fields: Readonly<Record<string, string>>): [string, Buffer][] =>
  Object.entries(fields).map(([name, value]) => [name, Buffer.from(value)]);

describe('JSON of secrets', () => {
  it.each([{}, { a: 'x' }, { apiKey: 'a"b', secret: 'c\\d\\"', password: 'ä日 {}' }])(
    'reads back as %j',
    (fields) => {
      expect(JSON.parse(jsonOfSecrets(bytes(fields))!.toString('utf8'))).toEqual(fields);
    },
  );

  it('refuses what JSON would have to write in another way', () => {
    expect(jsonOfSecrets(bytes({ a: 'x\ny' }))).toBeUndefined();
  });
});
