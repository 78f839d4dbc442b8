import { builtInStrategies } from '@mrmarket/strategy/registry';
import { runCli } from '@mrmarket/testkit/run-cli';
import { describe, expect, it } from 'vitest';

describe('mrm strategies, which needs no instance,', () => {
  it('lists them', async () => {
    const { code, stdout } = await runCli(['strategies']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^STRATEGY +TITLE +SUMMARY\n/);
    for (const { name, title } of builtInStrategies)
      expect(stdout).toMatch(new RegExp(`^${name} +${title} `, 'm'));
  });

  it('describes the parameters of one', async () => {
    const { stdout } = await runCli(['strategies', 'pmm']);
    expect(stdout).toMatch(/^Pure market making \(pmm\)\n/);
    expect(stdout).toMatch(/^Risk: /m);
    expect(stdout).toMatch(/^bidSpreadBp +2 +bp +0 … 9999 +may change +Bid spread$/m);
  });

  it('prints the schema as JSON', async () => {
    const { stdout } = await runCli(['strategies', 'pmm', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'pmm',
      schema: { properties: { bidSpreadBp: { unit: 'bp' } } },
    });
  });

  it('names the known ones when there is none of that name', async () => {
    const refused = await runCli(['strategies', 'nothing']);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^mrm: STRATEGY_UNKNOWN: .*known: pmm/);
  });
});
