import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export type AuthenticatorAlgorithm = 'ES256' | 'EdDSA';

export interface AuthenticatorParameters {
  readonly algorithm?: AuthenticatorAlgorithm;
  /** False: it has no PIN and no fingerprint, and does not claim to have verified anybody. */
  readonly verifiesUser?: boolean;
}

/** What a page hands to `navigator.credentials`, as far as it is used here; see WebAuthn level 3. */
interface CredentialOptions {
  readonly challenge?: unknown;
  readonly rpId?: unknown;
  readonly rp?: unknown;
  readonly user?: unknown;
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

/**
 * An authenticator with one passkey, and the browser around it: answers the options of a server as
 * `navigator.credentials.create` and `.get` would, in the JSON form (`toJSON()`). The counter can be set, to play a
 * copied key; the origin is that of the page which asks, also a wrong one.
 */
export class WebAuthnAuthenticator {
  /** Signatures so far; the next one carries one more. */
  counter = 0;
  readonly credentialId = randomBytes(32).toString('base64url');
  readonly #algorithm: AuthenticatorAlgorithm;
  readonly #flags: number;
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  #userHandle: string | undefined;

  constructor(parameters: AuthenticatorParameters = {}) {
    this.#algorithm = parameters.algorithm ?? 'ES256';
    this.#flags = USER_PRESENT | (parameters.verifiesUser === false ? 0 : USER_VERIFIED);
    const { privateKey, publicKey } =
      this.#algorithm === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519');
    this.#privateKey = privateKey;
    this.#publicKey = publicKey;
  }

  /** Answers registration options asked for by a page at `origin`. */
  create(options: CredentialOptions, origin: string): Record<string, unknown> {
    this.#userHandle = text(field(options.user, 'id'));
    const clientData = this.#clientData('webauthn.create', options, origin);
    const id = Buffer.from(this.credentialId, 'base64url');
    const idLength = Buffer.alloc(2);
    idLength.writeUInt16BE(id.length);
    const credential = Buffer.concat([Buffer.alloc(16), idLength, id, cbor(this.#coseKey())]);
    const data = this.#authenticatorData(text(field(options.rp, 'id')), HAS_CREDENTIAL, credential);
    const attestation = cbor(
      new Map<string, CborValue>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', data],
      ]),
    );
    return this.#answer({
      clientDataJSON: clientData.toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** Answers assertion options asked for by a page at `origin`. */
  get(options: CredentialOptions, origin: string): Record<string, unknown> {
    this.counter += 1;
    const clientData = this.#clientData('webauthn.get', options, origin);
    const data = this.#authenticatorData(text(options.rpId), 0, Buffer.alloc(0));
    const signed = Buffer.concat([data, sha256(clientData)]);
    return this.#answer({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: sign(this.#algorithm === 'ES256' ? 'sha256' : null, signed, this.#privateKey).toString(
        'base64url',
      ),
      ...(this.#userHandle === undefined ? {} : { userHandle: this.#userHandle }),
    });
  }

  #answer(response: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const id = this.credentialId;
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
  }

  #clientData(type: string, options: CredentialOptions, origin: string): Buffer {
    const challenge = text(options.challenge);
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  #authenticatorData(relyingParty: string, flags: number, credential: Buffer): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([sha256(relyingParty), Buffer.from([this.#flags | flags]), counter, credential]);
  }

  /** RFC 9053: an EC2 key on P-256 for ES256, an OKP key on Ed25519 for EdDSA. */
  #coseKey(): CborValue {
    const { x, y } = this.#publicKey.export({ format: 'jwk' });
    const bytes = (part: string | undefined): Buffer => Buffer.from(part ?? '', 'base64url');
    return this.#algorithm === 'ES256'
      ? new Map<number, CborValue>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, bytes(x)],
          [-3, bytes(y)],
        ])
      : new Map<number, CborValue>([
          [1, 1],
          [3, -8],
          [-1, 6],
          [-2, bytes(x)],
        ]);
  }
}

type CborValue = string | number | Buffer | ReadonlyMap<string | number, CborValue>;

/** The part of CBOR that WebAuthn's structures need (RFC 8949). */
function cbor(value: CborValue): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value].flatMap(([name, item]) => [cbor(name), cbor(item)]);
  return Buffer.concat([head(5, value.size), ...entries]);
}

function head(major: number, length: number): Buffer {
  const type = major << 5;
  if (length < 24) return Buffer.from([type | length]);
  if (length < 256) return Buffer.from([type | 24, length]);
  return Buffer.from([type | 25, length >> 8, length & 0xff]);
}

function sha256(data: Buffer | string): Buffer {
  return createHash('sha256').update(data).digest();
}

function field(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null
    ? (object as Record<string, unknown>)[name]
    : undefined;
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new Error('these are no options of a WebAuthn server: a text is missing');
}
