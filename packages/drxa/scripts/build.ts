import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

// Writes dist/: the package as npm gets it, JavaScript and types. `npm publish packages/drxa/dist` publishes it.

const packageFolder = join(import.meta.dirname, '..');
const source = join(packageFolder, 'src');

/** Everything of a package.json that names a source file names the built one instead. */
function built(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^\.\/src\/(.*)\.ts$/, './$1.js');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, built(entry)]));
}

/** Builds into a folder, which is emptied first. Throws with the compiler's words when the sources are wrong. */
export function build(dist: string): void {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  const program = ts.createProgram(
    globSync('**/*.ts', { cwd: source })
      .filter((file) => !file.endsWith('.test.ts'))
      .map((file) => join(source, file)),
    {
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.esnext.d.ts', 'lib.dom.d.ts'],
      types: ['node'],
      module: ts.ModuleKind.NodeNext,
      rewriteRelativeImportExtensions: true,
      declaration: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      verbatimModuleSyntax: true,
      skipLibCheck: true,
      resolveJsonModule: true,
      rootDir: source,
      outDir: dist,
      noEmitOnError: true,
    },
  );
  const { diagnostics } = program.emit();
  const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (problems.length > 0) {
    throw new Error(ts.formatDiagnostics(problems, ts.createCompilerHost({})));
  }
  const {
    private: _private,
    devDependencies: _dev,
    ...kept
  } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as Record<string, unknown>;
  const described = { ...kept, imports: built(kept['imports']), exports: built(kept['exports']) };
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify(described, null, 2)}\n`);
  copyFileSync(join(packageFolder, 'README.md'), join(dist, 'README.md'));
  copyFileSync(join(packageFolder, '../../LICENSE'), join(dist, 'LICENSE'));
}

if (import.meta.main) {
  build(join(packageFolder, 'dist'));
  process.stdout.write('packages/drxa/dist: npm publish packages/drxa/dist\n');
}
