import type { OrderBook } from '@mrmarket/market/order-book';
import type { Instrument } from '@mrmarket/market/instrument';
import { Side } from '@mrmarket/market/side';
import { baseProposal } from './base-proposal.ts';
import { applyBudget } from './budget.ts';
import type { Budget } from './budget.ts';
import { addCosts } from './costs.ts';
import type { Funds } from './funds.ts';
import { inventoryCostGuard } from './inventory-cost.ts';
import type { Ladder } from './ladder.ts';
import { MovingBand } from './moving-band.ts';
import { optimize } from './optimize.ts';
import type { PureMarketMakingParameters } from './parameters.ts';
import { pingPong } from './ping-pong.ts';
import { priceBand } from './price-band.ts';
import type { Band } from './price-band.ts';
import { Proposal } from './proposal.ts';
import { createLadders, createSettings, defaultOrderLots } from './settings.ts';
import type { Settings } from './settings.ts';
import { skew, skewRatio } from './skew.ts';
import type { SkewInput } from './skew.ts';
import { takerFilter } from './taker-filter.ts';

/** What a proposal is made from, beside the parameters. */
export interface ProposalInput {
  readonly book: OrderBook;
  /** Ticks. */
  readonly ref: number;
  readonly nowUs: number;
  readonly makerFee: number;
  readonly funds: Funds;
  /** What is left for new orders. */
  readonly budget: Budget;
  /** Lots bought less lots sold since the start. */
  readonly netFilledLots: number;
}

/** Runs the transformers of trading.md 2.1 in their order. */
export class ProposalMaker {
  settings: Settings;
  private parameters: PureMarketMakingParameters;
  private readonly instrument: Instrument;
  private readonly proposal = new Proposal();
  private readonly band = new MovingBand();
  private ladders: { bids: Ladder; asks: Ladder } | undefined;
  /** Narrower of the fixed and the moving band at the last proposal. */
  readonly activeBand: Band = { floor: 0, ceiling: Infinity };
  /** The default size, once a reference price has told it. */
  private defaultLots = 0;
  private readonly skewInput: SkewInput = {
    baseValue: 0,
    portfolio: 0,
    targetRatio: 0,
    range: 0,
    orderLots: 0,
    ref: 0,
    mayBeShort: false,
  };

  constructor(parameters: PureMarketMakingParameters, instrument: Instrument) {
    this.parameters = parameters;
    this.instrument = instrument;
    this.settings = createSettings(parameters, instrument);
  }

  /** Takes over changed parameters. */
  change(parameters: PureMarketMakingParameters): void {
    const before = this.settings.band;
    this.parameters = parameters;
    this.settings = createSettings(parameters, this.instrument);
    this.ladders = undefined;
    const { up, down, periodUs } = this.settings.band;
    if (up !== before.up || down !== before.down || periodUs !== before.periodUs) this.band.reset();
  }

  /** The orders to want now. The result is valid until the next call. */
  make(input: ProposalInput): Proposal {
    const { proposal, settings } = this;
    const { book, ref, funds, makerFee } = input;
    const { bids, asks } = this.laddersAt(ref);
    baseProposal(proposal, bids, asks, ref);
    this.updateBand(ref, input.nowUs);
    priceBand(proposal, ref, this.activeBand);
    if (settings.pingPong) pingPong(proposal, input.netFilledLots);
    if (settings.optimize) {
      const ignored = settings.optimizeDepthLots;
      optimize(proposal, book.tickBeyondDepth(Side.Buy, ignored), book.tickBeyondDepth(Side.Sell, ignored));
    }
    if (settings.addCosts) addCosts(proposal, makerFee);
    if (settings.skew) skew(proposal, this.skewRatio(input, bids.totalLots + asks.totalLots));
    if (settings.inventoryCostGuard) inventoryCostGuard(proposal, funds, makerFee);
    applyBudget(proposal, input.budget);
    if (!settings.takeIfCrossed) takerFilter(proposal, book.bestBid, book.bestAsk);
    return proposal;
  }

  private updateBand(ref: number, nowUs: number): void {
    const { settings, activeBand, band } = this;
    activeBand.floor = settings.floor;
    activeBand.ceiling = settings.ceiling;
    if (!settings.movingBand) return;
    band.update(ref, nowUs, settings.band);
    activeBand.floor = Math.max(activeBand.floor, band.floor);
    activeBand.ceiling = Math.min(activeBand.ceiling, band.ceiling);
  }

  private skewRatio({ ref, funds }: ProposalInput, orderLots: number): number {
    const { settings, skewInput } = this;
    skewInput.baseValue = funds.baseLots * ref;
    skewInput.portfolio = funds.portfolio(settings, ref);
    skewInput.targetRatio = settings.targetRatio;
    skewInput.range = settings.skewRange;
    skewInput.orderLots = orderLots;
    skewInput.ref = ref;
    skewInput.mayBeShort = settings.perpetual;
    return skewRatio(skewInput);
  }

  private laddersAt(ref: number): { bids: Ladder; asks: Ladder } {
    if (this.ladders !== undefined) return this.ladders;
    if (this.defaultLots === 0) this.defaultLots = defaultOrderLots(this.instrument, ref);
    const lots = this.settings.orderLots ?? this.defaultLots;
    return (this.ladders = createLadders(this.parameters, this.instrument, lots));
  }
}
