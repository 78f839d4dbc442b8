import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { deterministic, importDirection } from './scripts/lint-rules.ts';

const tests = ['**/*.test.ts'];

export default defineConfig(
  globalIgnores(['**/node_modules/', '**/dist/', '**/coverage/', '.mrm/', 'apps/web/', 'apps/instance/src/generated/']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { mrmarket: { rules: { 'import-direction': importDirection } } },
    rules: {
      'mrmarket/import-direction': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // The types leave `undefined` out of indexed access (see tsconfig.json), so this rule would refuse the
      // checks that are needed there.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // An interface may ask for a promise that one implementation can answer at once.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['packages/**/*.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['packages/{market,strategy,engine,simulator,backtest}/src/**/*.ts'],
    ignores: tests,
    rules: deterministic,
  },
);
