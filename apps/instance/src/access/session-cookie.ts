/** The prefix makes browsers insist on Secure, the path `/` and no Domain (RFC 6265bis). */
const NAME = '__Host-mrm';
const ATTRIBUTES = 'Path=/; HttpOnly; Secure; SameSite=Strict';

/** `Set-Cookie` that signs a browser in for at most `lifetimeMs`. */
export function sessionCookie(token: string, lifetimeMs: number): string {
  return `${NAME}=${token}; Max-Age=${Math.floor(lifetimeMs / 1000)}; ${ATTRIBUTES}`;
}

/** `Set-Cookie` that takes the session's cookie away. */
export function noSessionCookie(): string {
  return `${NAME}=; Max-Age=0; ${ATTRIBUTES}`;
}

/** The session's token in a `Cookie` header. */
export function sessionTokenIn(header: string | undefined): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const [name, value] = part.trim().split('=');
    if (name === NAME && value !== undefined && value !== '') return value;
  }
  return undefined;
}
