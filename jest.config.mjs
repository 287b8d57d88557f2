import { readFileSync } from 'node:fs';

const long = process.env.LONG === '1';

// The `#names` of package.json point at the build; the tests run the sources.
const { imports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const names = Object.entries(imports).map(([name, file]) => [
  `^${name}$`,
  file.replace('./dist/', '<rootDir>/').replace(/\.js$/, ''),
]);

/** Needs `node --experimental-vm-modules`. LONG=1 runs the long tests, and only these. */
export default {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testRegex: long
    ? '/(test|apps|libs)/.*\\.long\\.spec\\.tsx?$'
    : '/(test|apps|libs)/.*(?<!\\.long)\\.spec\\.tsx?$',
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  moduleNameMapper: {
    ...Object.fromEntries(names),
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        module: { type: 'es6' },
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true, decorators: true },
          transform: {
            legacyDecorator: true,
            decoratorMetadata: true,
            useDefineForClassFields: false,
            react: { runtime: 'automatic' },
          },
          keepClassNames: true,
        },
      },
    ],
  },
  globalSetup: '<rootDir>/test/setup/global.ts',
  globalTeardown: '<rootDir>/test/setup/teardown.ts',
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB',
  testTimeout: 30_000,
};
