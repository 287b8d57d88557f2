// Which folder may import what. Directions: apps → capabilities → platform → kernel.
//
// A row: the folder of one lib or app (or `files` inside it), then sentences with the pattern of the
// imports that they forbid. A later row replaces an earlier one for the files that both match.

const spec = ['**/*.spec.ts', '**/*.spec.tsx', '**/*.type-test.ts'];
const platform =
  'kernel$|platform/|event-store$|sealing(/(verify|opening))?$|tlog(/|$)|vault$|backup$|projections$|decisions$|access$|engine$|sealer$|web$';
const entries = '[a-z-]+/(events|process|public)$';

// prettier-ignore
const table = [
  { root: 'libs/kernel', forbid: {
    'The kernel imports nothing: pass the value in, or put the code in libs/platform.': '^(?!\\.)' } },
  { root: 'libs/platform/*', forbid: {
    'The platform knows no word of an investigation: move the code to the capability, or take what you need as an argument.': `^#(?!${platform})` } },
  { root: 'libs/platform/{sealing,tlog}', forbid: {
    'The platform knows no word of an investigation: move the code to the capability, or take what you need as an argument.': `^#(?!${platform})`,
    'Sealing and log are checked by anyone, so they use no package: node:crypto or own code.': '^(?!\\.|#|node:)' } },
  { root: 'libs/capabilities/*', forbid: {
    'A capability meets another only through its events: import `#<capability>/events` or `#<capability>/process`.': `^#(?!${platform}|[a-z-]+/(events|process)$)`,
    'A capability knows no SQL and no Merkle tree: use `#decisions`, `#projections`, `#access` or `#web`.': '^(pg|@kurrent/.*)$|^#(event-store|sealing|tlog|vault|platform)(/|$)',
    'A capability imports @nestjs/*, typeorm and graphql only: ask a platform lib for the rest.': '^(?!\\.|#|@nestjs/|typeorm$|graphql$|graphql-scalars$|pg$|@kurrent/)' } },
  { root: 'libs/capabilities/*', files: '{*.events,*.decider,*.rules,*.commands,*.refusals,*.state,*.bands,*.projection,asked,case-events,case-state,constitution,disclosure-line,events,process,published-files,stages,words}', forbid: {
    'Events, deciders and projections are pure, the auditor replays them: import `#kernel`, `#<capability>/events` or `#<capability>/process` only.': '^(?!\\.|#kernel$|#[a-z-]+/(events|process)$)',
    'Events, deciders and projections are pure: move what you need out of the view, resolver or module.': '^\\..*(\\.(view|resolver|module|controller|store|page)|/index|/public)\\.js$' } },
  { root: 'apps/{daylight,office}', forbid: {} },
  { root: 'apps/feed', forbid: {
    'The feed holds no key and writes nothing: import `#<capability>/public`, `#<capability>/process`, `#sealing/verify` or `#projections`.': `^#(?!kernel$|platform/|sealing/(verify|opening)$|tlog(/|$)|projections$|access$|web$|${entries})`,
    'The feed takes no command: @nestjs/cqrs is for the office.': '^@nestjs/cqrs' } },
  { root: 'apps/auditor', forbid: {
    'The auditor works offline from bytes: import `#kernel`, `#tlog`, `#sealing/verify` or `#<capability>/process`.': `^#(?!kernel$|sealing/(verify|opening)$|tlog(/|$)|${entries})`,
    'The auditor runs without Nest and without a database: read files and URLs only.': '^(@nestjs/|@kurrent/|typeorm(/|$)|pg(/|$))' } },
];

const climbed = 'A relative import stays inside its lib or app: import it by its #name.';
const climbedInSpec =
  'A test beside its source imports other libs by their #name; by a path only from test/.';

// Time and chance come through the kernel's ports, so that a replay gives the same bytes.
const clock = 'Take the time from the kernel’s clock.';
const chance = 'Take random values from the kernel’s ports.';
const clockSyntax = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: clock },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clock },
  { selector: "CallExpression[callee.name='Date']", message: clock },
  {
    selector: "MemberExpression[object.name='performance'][property.name='timeOrigin']",
    message: clock,
  },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: chance },
];
const busSyntax = [
  {
    selector:
      "ImportDeclaration[source.value='@nestjs/cqrs'] ImportSpecifier[imported.name=/^(EventBus|EventsHandler|Saga|AggregateRoot)$/]",
    message:
      'Events of @nestjs/cqrs are unordered and can be lost: write a projection that reads the log.',
  },
];

/** Both rules of one set of files; `import()` and `import('…').Type` need the syntax rule. */
function rules(forbid, syntax = [...clockSyntax, ...busSyntax]) {
  const dynamic = forbid.map(({ message, regex }) => ({
    selector: `:matches(ImportExpression, TSImportType)[source.value=/${regex.replaceAll('/', '\\x2f')}/]`,
    message,
  }));
  return {
    'no-restricted-imports': ['error', { patterns: forbid }],
    'no-restricted-syntax': ['error', ...syntax, ...dynamic],
  };
}

/** As many `../` as lead out of the lib or app, seen from a file `depth` folders below its root. */
const out = (depth) => `^(\\./)*(\\.\\./){${String(depth + 1)}}`;
const depths = [0, 1, 2, 3, 4, 5];
const at = (root, depth, name) => `${root}/${'*/'.repeat(depth)}${name}.{ts,tsx,mts}`;

export const fence = [
  {
    name: 'fence/everywhere',
    files: ['**/*.{ts,tsx,mts,mjs,js}'],
    rules: rules([]),
  },
  ...table.flatMap(({ root, files = '*', forbid }) =>
    depths.map((depth) => ({
      name: `fence/${root}/${'*/'.repeat(depth)}${files}`,
      files: [at(root, depth, files)],
      ignores: spec,
      rules: rules([
        ...Object.entries(forbid).map(([message, regex]) => ({ message, regex })),
        { message: climbed, regex: out(depth) },
      ]),
    })),
  ),
  ...['libs/kernel', 'libs/platform/*', 'libs/capabilities/*', 'apps/*'].flatMap((root) =>
    depths.map((depth) => ({
      name: `fence/${root}/${'*/'.repeat(depth)}*.spec`,
      files: [at(root, depth, '{*.spec,*.type-test}')],
      rules: rules([{ message: climbedInSpec, regex: `${out(depth)}(?!(\\.\\./)*test/)` }]),
    })),
  ),
  {
    name: 'fence/clock',
    files: ['libs/kernel/src/clock.ts'],
    rules: rules(
      [...Object.entries(table[0].forbid), [climbed, out(1)]].map(([message, regex]) => ({
        message,
        regex,
      })),
      busSyntax,
    ),
  },
];
