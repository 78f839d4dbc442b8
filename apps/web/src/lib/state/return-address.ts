/** Where to go after signing in: only to pages of ours, whatever a link says. */
export function returnAddress(search: { get: (name: string) => string | null }): string {
  const address = search.get('return') ?? '/';
  return /^\/(?![/\\])/.test(address) && !address.startsWith('/sign-in') ? address : '/';
}
