import { signImpFrame, impFrameBytes, signStatement, statementBytes } from 'drxa/sign/message';
import { fieldsOf, fromBase64 } from './payload.ts';
import type { Signer } from './signers.ts';

/** Statements of the instance, by its identity key: `{tag, body}`, body in base64. Gives `{signature}`, 64 bytes in base64. */
export const statementSigner: Signer = {
  family: () => 'identity',
  value: false,
  prepare(payload) {
    const { tag, body } = fieldsOf(payload, 'tag', 'body');
    const statement = { tag, body: fromBase64('body', body) };
    statementBytes(statement);
    return {
      summary: { tag, bytes: String(statement.body.length) },
      moves: [],
      sign: (privateKey) => ({ signature: base64(signStatement({ privateKey, ...statement })) }),
    };
  },
};

/**
 * Frames of the Instance Messaging Protocol, by the metrics key: `{registry, collector, frame}`, the first and last in
 * base64. Gives `{signature}`.
 */
export const impSigner: Signer = {
  family: () => 'metrics',
  value: false,
  prepare(payload) {
    const { registry, collector, frame } = fieldsOf(payload, 'registry', 'collector', 'frame');
    const imp = { registry: fromBase64('registry', registry), collector, frame: fromBase64('frame', frame) };
    impFrameBytes(imp);
    return {
      summary: { collector },
      moves: [],
      sign: (privateKey) => ({ signature: base64(signImpFrame({ privateKey, ...imp })) }),
    };
  },
};

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
