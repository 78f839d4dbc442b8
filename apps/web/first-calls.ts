/** What each page asks the API before it knows who is there. */
export const CALLS_OF_ALL = ['/api/auth/state'];
/** What the shell asks as soon as somebody is signed in. */
export const CALLS_OF_SHELL = ['/api/me/preferences', '/api/kill', '/api/alerts'];
/** What the pages that are opened most ask next, by route; `[name]` is the route's parameter. */
export const CALLS_OF_PAGES: Readonly<Record<string, readonly string[]>> = {
  '/': ['/api/overview'],
  '/alerts': ['/api/alerts'],
  '/manage': ['/api/health'],
  '/market-making': ['/api/bots'],
  '/market-making/new': ['/api/strategies', '/api/markets', '/api/risk-limits/schema'],
  '/market-making/[id]': ['/api/bots/[id]'],
  '/strategies': ['/api/strategies'],
  '/strategies/[name]': ['/api/strategies/[name]'],
};
