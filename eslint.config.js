import { defineConfig, globalIgnores } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import { deterministic, importDirection } from './scripts/lint-rules.ts';

const tests = ['**/*.test.ts'];

export default defineConfig(
  globalIgnores([
    '**/node_modules/',
    '**/dist/',
    '**/coverage/',
    '.mrm/',
    'apps/web/build/',
    '**/.svelte-kit/',
    'apps/web/src/lib/i18n/generated/',
    'apps/web/src/lib/api/schema.d.ts',
    'apps/web/static/',
    'apps/instance/src/generated/',
  ]),
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
    files: ['apps/web/**/*.svelte', 'apps/web/**/*.svelte.ts'],
    extends: [tseslint.configs.strictTypeChecked, svelte.configs.recommended],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
        parser: tseslint.parser,
      },
    },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // What comes out of a component reaches the linter as `any`; svelte-check knows its type, and checks it.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // The console is served at the root of its origin, always.
      'svelte/no-navigation-without-resolve': 'off',
      // A reader of a map or a date that never changes needs no reactive copy of it.
      'svelte/prefer-svelte-reactivity': 'off',
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
