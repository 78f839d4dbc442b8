import { describeParameters } from '@mrmarket/strategy/describe-parameters';
import type { ParameterDescription } from '@mrmarket/strategy/describe-parameters';
import { builtInStrategies, findStrategy } from '@mrmarket/strategy/registry';
import type { StrategyDefinition } from '@mrmarket/strategy/strategy';
import { Command } from 'commander';
import { examples } from './instance-command.ts';
import { textTable } from './text-table.ts';

/** `mrm strategies`: what bots can do. Needs no instance. */
export function strategiesCommand(): Command {
  return new Command('strategies')
    .description('the strategies, or the parameters of one')
    .argument('[name]', 'a strategy')
    .option('--json', 'print JSON, with the JSON Schema of the parameters')
    .addHelpText('after', examples('strategies', 'strategies pmm', 'strategies pmm --json'))
    .action(strategies);
}

function strategies(name: string | undefined, { json }: { json?: boolean }): void {
  if (name === undefined) {
    print(json, { items: builtInStrategies.map(asJson) }, listText(builtInStrategies));
    return;
  }
  const definition = findStrategy(name);
  print(json, asJson(definition), strategyText(definition));
}

function print(json: boolean | undefined, value: unknown, text: string): void {
  process.stdout.write(json === true ? `${JSON.stringify(value)}\n` : text);
}

function asJson({ name, title, summary, risk, minimumCapital, parameters }: StrategyDefinition): object {
  return {
    name,
    title,
    summary,
    risk: risk ?? '',
    minimumCapital: minimumCapital ?? '',
    schema: parameters,
  };
}

function listText(definitions: readonly StrategyDefinition[]): string {
  return textTable<StrategyDefinition>(
    [
      { title: 'STRATEGY', of: ({ name }) => name },
      { title: 'TITLE', of: ({ title }) => title },
      { title: 'SUMMARY', of: ({ summary }) => summary },
    ],
    definitions,
  );
}

function strategyText(definition: StrategyDefinition): string {
  const { name, title, summary, risk, minimumCapital } = definition;
  const words = [
    `${title} (${name})`,
    summary,
    risk === undefined ? '' : `Risk: ${risk}`,
    minimumCapital === undefined ? '' : `Capital: ${minimumCapital}`,
  ].filter((line) => line !== '');
  const table = textTable<ParameterDescription>(
    [
      { title: 'PARAMETER', of: ({ name: parameter }) => parameter },
      { title: 'DEFAULT', of: (parameter) => parameter.default, right: true },
      { title: 'UNIT', of: ({ unit }) => unit },
      { title: 'VALUES', of: ({ values }) => values },
      { title: 'WHILE IT RUNS', of: ({ runtime }) => (runtime ? 'may change' : '') },
      { title: '', of: ({ title: meaning }) => meaning },
    ],
    describeParameters(definition),
  );
  return `${words.join('\n')}\n\n${table}`;
}
