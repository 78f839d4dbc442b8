/** Draws the pictures and fills the tables of docs/strategies: `node packages/strategy/scripts/write-docs.ts`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillTables } from './parameter-tables.ts';
import { pictures } from './pictures.ts';

const folder = join(import.meta.dirname, '../../../docs/strategies');
mkdirSync(join(folder, 'images'), { recursive: true });
for (const [file, svg] of pictures()) writeFileSync(join(folder, 'images', file), svg);
const page = join(folder, 'pure-market-making.md');
writeFileSync(page, fillTables(readFileSync(page, 'utf8')));
