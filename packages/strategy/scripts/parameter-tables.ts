import { describeParameters } from '../src/describe-parameters.ts';
import { pureMarketMaking } from '../src/pure-market-making/definition.ts';

/** A table in a document: names in its opening comment, rows up to the closing one. */
const TABLE = /(<!-- parameters: ([\w ]+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** The document with each of its parameter tables written anew from the schema. */
export function fillTables(markdown: string): string {
  return markdown.replace(
    TABLE,
    (_, start: string, names: string, end: string) => start + table(names) + end,
  );
}

/** Names of the parameters that the document's tables show. */
export function tableNames(markdown: string): string[] {
  return [...markdown.matchAll(TABLE)].flatMap((match) => match[2].split(' '));
}

function table(names: string): string {
  const known = new Map(describeParameters(pureMarketMaking).map((row) => [row.name, row]));
  const rows = names.split(' ').map((name) => {
    const row = known.get(name);
    if (row === undefined) throw new RangeError(`${name} is not a parameter of ${pureMarketMaking.name}`);
    const unit = ['', 'count', 'ratio', 'factor'].includes(row.unit) ? '' : ` ${row.unit}`;
    const fixed = row.runtime ? '' : ' Fixed while running.';
    const values = row.values.replaceAll('|', '\\|');
    return `| \`${name}\` | ${row.default}${row.default === 'off' ? '' : unit} | ${values}${row.default === 'off' ? unit : ''} | ${row.description}${fixed} |`;
  });
  return `\n| parameter | default | values | meaning |\n|---|---|---|---|\n${rows.join('\n')}\n\n`;
}
