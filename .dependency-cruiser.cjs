// The written order of the server's slices: each imports only from those before it.
const slices = [
  'platform',
  'media',
  'events',
  'member',
  'usage',
  'album',
  'picture',
  'delivery',
  'upload',
  'deletion',
];

const rightward = slices.slice(0, -1).map((slice, i) => ({
  name: `${slice}-imports-leftwards-only`,
  severity: 'error',
  from: { path: `^server/src/${slice}/`, pathNot: '\\.test\\.ts$' },
  to: { path: `^server/src/(${slices.slice(i + 1).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...rightward,
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'resolvers-are-leaves',
      severity: 'error',
      from: { pathNot: '(^server/src/schema\\.ts$)|\\.test\\.ts$' },
      to: { path: '\\.resolver\\.ts$' },
    },
    {
      name: 'slices-do-not-import-entry-points',
      severity: 'error',
      from: { path: `^server/src/(${slices.join('|')})/`, pathNot: '\\.test\\.ts$' },
      to: { path: '^server/src/[^/]+\\.ts$', pathNot: '^server/src/(config|deps|context)\\.ts$' },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '(^server/src/testing/)|\\.test\\.ts$' },
      to: { path: '^server/src/testing/' },
    },
    { name: 'server-and-web-apart', severity: 'error', from: { path: '^server/' }, to: { path: '^web/' } },
    { name: 'web-and-server-apart', severity: 'error', from: { path: '^web/' }, to: { path: '^server/' } },
    {
      name: 'ui-knows-no-graphql',
      severity: 'error',
      from: { path: '^web/src/ui/' },
      to: { path: '@apollo/client|graphql|\\.generated\\.ts$' },
    },
    {
      name: 'upload-engine-knows-no-react',
      severity: 'error',
      from: { path: '^web/src/upload/engine/' },
      to: { path: 'node_modules/(react|react-dom|@apollo)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
