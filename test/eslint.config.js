/**
 * Lint rules: what type checks and Prettier cannot see. Lives here because the top level is fixed;
 * run by `npm run lint`.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    basePath: dirname(dirname(fileURLToPath(import.meta.url))),
    ignores: ['dist/', 'node_modules/', '.svelte-check/', 'coverage/', 'test-results/'],
  },
  ...tseslint.configs.recommended,
  ...svelte.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-debugger': 'error',
      'no-eval': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // The compiler finds undefined names; this rule does not know types.
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
      // An ambient declaration cannot import a type in any other way.
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      // `let { … } = $props()` is Svelte's idiom, and a destructuring cannot be split.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all' }],
      // A Map that is filled and read within one derivation is no state.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
);
