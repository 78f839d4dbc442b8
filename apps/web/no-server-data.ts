import type { Plugin } from 'vite';

/** What SvelteKit's client takes from `devalue`: plain data, such as the state of a page, goes as JSON. */
const PLAIN = `
  const refuse = () => { throw new Error('the console exchanges no data with a SvelteKit server'); };
  export const stringify = (value) => JSON.stringify(value);
  export const parse = (text) => JSON.parse(text);
  export { refuse as unflatten, refuse as uneval };
`;

/**
 * Leaves out how SvelteKit packs data between its server and its client, 5 KiB of each first load: the console has no
 * such server.
 */
export function noServerData(): Plugin {
  return {
    name: 'no-server-data',
    apply: 'build',
    enforce: 'pre',
    applyToEnvironment: ({ name }) => name === 'client',
    resolveId: (id) => (id === 'devalue' ? '\0no-server-data' : undefined),
    load: (id) => (id === '\0no-server-data' ? PLAIN : undefined),
  };
}
