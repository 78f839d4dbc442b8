import { Command } from 'commander';
import type { Engine } from 'drxa/engine';
import { nativeEngine } from 'drxa/engine/native';
import { engine as noble } from 'drxa/engine/noble';
import { engine as node } from 'drxa/engine/node';
import { DrxaError } from 'drxa/errors';
import { verifyVectors } from 'drxa/self-test';
import type { Verified } from 'drxa/self-test';
import { sr25519 } from 'drxa/sr25519';
import { textTable } from './text-table.ts';

/** One engine's result. */
export interface EngineVerified extends Verified {
  readonly engine: string;
  /** What an instance derives with. */
  readonly inUse: boolean;
}

/** `mrm keys self-test`. */
export function selfTestCommand(): Command {
  return new Command('self-test')
    .description('derive keys and addresses whose values are known, here and without an instance')
    .option('--json', 'print one JSON object')
    .action(({ json }: { readonly json?: boolean }) => {
      const engines = [verified(node), verified(noble), ...installed()];
      process.stdout.write(json === true ? `${JSON.stringify({ engines })}\n` : resultText(engines));
    });
}

/** @throws DrxaError `DRXA_DERIVATION_FAILED` naming the first difference */
function verified(engine: Engine): EngineVerified {
  return { engine: engine.name, inUse: engine === node, ...verifyVectors({ engine, sr25519 }) };
}

/** The compiled engine is optional: it is tested where its packages are there. */
function installed(): EngineVerified[] {
  let engine: Engine;
  try {
    engine = nativeEngine();
  } catch (error) {
    if (error instanceof DrxaError && error.code === 'DRXA_ENGINE') return [];
    throw error;
  }
  return [verified(engine)];
}

function resultText(engines: readonly EngineVerified[]): string {
  const table = textTable<EngineVerified>(
    [
      { title: 'ENGINE', of: ({ engine, inUse }) => `${engine}${inUse ? ' (in use)' : ''}` },
      { title: 'ADDRESSES', of: ({ addresses }) => String(addresses), right: true },
      { title: 'KEYS', of: ({ keys }) => String(keys), right: true },
      { title: 'PUBLISHED ADDRESSES', of: ({ codecs }) => String(codecs), right: true },
    ],
    engines,
  );
  return `${table}all as they must be\n`;
}
