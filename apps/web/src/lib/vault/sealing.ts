/**
 * Whether this browser can seal secrets to the vault. `insecure`: over plain HTTP outside of this machine browsers
 * withhold their cryptography. `old`: it knows no X25519 (Chrome before 133, Firefox before 130, Safari before 17).
 */
export type Sealing = 'ready' | 'insecure' | 'old';

/** The parts of a window that matter, so that a browser without them can be tried. */
interface Platform {
  readonly isSecureContext: boolean;
  readonly crypto: { readonly subtle?: SubtleCrypto };
}

export async function sealingOf(platform: Platform = globalThis): Promise<Sealing> {
  const { subtle } = platform.crypto;
  if (!platform.isSecureContext || subtle === undefined) return 'insecure';
  try {
    await subtle.generateKey({ name: 'X25519' }, false, ['deriveBits']);
    return 'ready';
  } catch {
    return 'old';
  }
}
