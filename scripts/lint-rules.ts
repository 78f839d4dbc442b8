import { dirname, relative, resolve, sep } from 'node:path';
import type { Linter, Rule } from 'eslint';

/**
 * Which packages each package may import: the arrows of the architecture. Everything that is not listed here
 * is refused. The `dependencies` in the package.json files say the same; a test compares the two.
 */
export const allowedImports: Readonly<Record<string, readonly string[]>> = {
  drxa: [],
  market: [],
  strategy: ['market'],
  engine: ['market', 'strategy'],
  simulator: ['market', 'strategy', 'engine'],
  backtest: ['market', 'strategy', 'engine', 'simulator'],
  instance: ['drxa', 'market', 'strategy', 'engine', 'simulator', 'backtest'],
  web: [],
  testkit: ['drxa', 'market', 'strategy', 'engine', 'simulator', 'backtest', 'instance'],
  bench: ['drxa', 'market', 'strategy', 'engine', 'simulator', 'backtest', 'testkit', 'instance'],
};

/** Tests of any package may use the stand-ins and the recorded data. */
const allowedInTests: readonly string[] = ['testkit'];

/** Scripts of the repository, which is no package, write files from what the instance says about itself. */
const allowedInScripts: readonly string[] = ['instance'];

/** Folder of a package, relative to the root, from a path inside it: `packages/market`, `testkit`. */
const packageFolder = /^(?:(?:apps|packages)\/[^/]+|testkit|bench|scripts)(?=\/)/;
const root = resolve(import.meta.dirname, '..');

/** Refuses imports against the arrows, and relative imports that leave their package. */
export const importDirection: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      direction: '{{from}} must not import {{to}} (allowed: {{allowed}}); see scripts/lint-rules.ts',
      leaves: 'A relative import must stay inside its package; import @mrmarket/<package>/<file> instead',
    },
  },
  create(context) {
    const file = relative(root, context.filename).split(sep).join('/');
    const folder = packageFolder.exec(file)?.[0];
    if (folder === undefined) return {};
    const from = folder.slice(folder.lastIndexOf('/') + 1);

    const check = (node: Rule.Node, source: unknown): void => {
      if (typeof source !== 'string') return;
      if (source.startsWith('.')) {
        const target = relative(root, resolve(dirname(context.filename), source))
          .split(sep)
          .join('/');
        if (!target.startsWith(`${folder}/`)) context.report({ node, messageId: 'leaves' });
        return;
      }
      const to = /^(?:@mrmarket\/([^/]+)|(drxa)(?:\/|$))/.exec(source)?.slice(1).find(Boolean);
      if (to === undefined) return;
      const packages = from === 'scripts' ? allowedInScripts : (allowedImports[from] ?? []);
      const allowed = [...packages, ...(isTest(file) ? allowedInTests : [])];
      // A package that names itself goes round its own files; a relative import is meant.
      if (allowed.includes(to)) return;
      context.report({
        node,
        messageId: 'direction',
        data: { from, to, allowed: allowed.join(', ') || 'nothing' },
      });
    };

    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => check(node, node.source?.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ImportExpression: (node) => check(node, 'value' in node.source ? node.source.value : undefined),
      // `import('…').Type` in a type position; ESLint's own types do not know this node.
      TSImportType: (node: Rule.Node) => {
        const { source } = node as unknown as { source?: { value?: unknown } };
        check(node, source?.value);
      },
    };
  },
};

function isTest(file: string): boolean {
  return file.endsWith('.test.ts') || file.startsWith('apps/web/test/');
}

const useClock = 'Same events in, same quotes out: take the time from the clock that was passed in';
const useRandom = 'Same events in, same quotes out: draw from the seeded source that was passed in';

/** Keeps wall clocks and unseeded chance out of code that a backtest must be able to repeat. */
export const deterministic: Linter.RulesRecord = {
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: useClock },
    { object: 'performance', property: 'now', message: useClock },
    { object: 'process', property: 'hrtime', message: useClock },
    { object: 'Math', property: 'random', message: useRandom },
    { object: 'crypto', property: 'randomUUID', message: useRandom },
    { object: 'crypto', property: 'getRandomValues', message: useRandom },
  ],
  'no-restricted-imports': [
    'error',
    ...['node:crypto', 'crypto'].map((name) => ({
      name,
      importNames: [
        'getRandomValues',
        'randomBytes',
        'randomFill',
        'randomFillSync',
        'randomInt',
        'randomUUID',
      ],
      message: useRandom,
    })),
  ],
  'no-restricted-syntax': [
    'error',
    { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: useClock },
    { selector: 'CallExpression[callee.name="Date"]', message: useClock },
  ],
};
