import { weierstrass } from '@noble/curves/abstract/weierstrass.js';

/**
 * The points of secp256k1 (SEC 2, 2.4.1) by noble's arithmetic, and nothing else of it: `@noble/curves/secp256k1.js`
 * would bring ECDSA, Schnorr and their encodings into each bundle that only wants a public key.
 */
export const Point = /* @__PURE__ */ weierstrass({
  p: 0xffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_fffffffe_fffffc2fn,
  n: 0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n,
  h: 1n,
  a: 0n,
  b: 7n,
  Gx: 0x79be667e_f9dcbbac_55a06295_ce870b07_029bfcdb_2dce28d9_59f2815b_16f81798n,
  Gy: 0x483ada77_26a3c465_5da4fbfc_0e1108a8_fd17b448_a6855419_9c47d08f_fb10d4b8n,
});
