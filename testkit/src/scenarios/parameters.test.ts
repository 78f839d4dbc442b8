import { changeParameters, parseParameters } from '@mrmarket/strategy/parameters';
import { pureMarketMaking } from '@mrmarket/strategy/pure-market-making/definition';
import { describe, expect, it } from 'vitest';
import { plainSpot } from '../scenario-market.ts';
import { Scenario } from '../scenario.ts';

describe('Engine: parameters of a running strategy', () => {
  it('moves the quotes to where the changed parameters want them', () => {
    const before = parseParameters(
      pureMarketMaking,
      { bidSpreadBp: 30, askSpreadBp: 30, orderQty: '5', refreshSec: 60 },
      plainSpot,
    );
    const run = new Scenario({ strategy: pureMarketMaking.create(before, [plainSpot]) }).runTo(1000);
    expect(run.open()).toEqual(['BUY 5@997', 'SELL 5@1004']);
    const after = changeParameters(pureMarketMaking, before, { bidSpreadBp: 100 }, plainSpot);
    run.engine.changeParameters(run.nowUs, after);
    run.runFor(1000);
    expect(run.open()).toEqual(['SELL 5@1004', 'BUY 5@990']);
  });
});
