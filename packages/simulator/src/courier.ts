import type { VenueListener } from '@mrmarket/engine/venue';
import { FaultPlan, isLost } from './faults.ts';
import type { Fault, FaultPoint } from './faults.ts';
import type { Latency } from './latency.ts';
import { TimedQueue } from './timed-queue.ts';

/** Brings something to the engine. */
export type Delivery = (listener: VenueListener, nowUs: number) => void;

/** A request on its way to the exchange. */
export interface Request {
  readonly point: FaultPoint;
  readonly clientId: string;
  /** What the exchange does with it. */
  readonly arrive: (nowUs: number) => void;
  /** The adapter's word when no usable answer comes. */
  readonly lost: Delivery;
  /** The answer of a gate that lets nothing through. */
  readonly refused: Delivery;
}

interface Sent {
  readonly request: Request;
  readonly sentUs: number;
  readonly fault: Fault | undefined;
}

/**
 * The way between an engine and its exchanges: how long messages take, and what goes wrong on it. Requests do not
 * overtake each other, nor do answers; only a fault can change that.
 */
export class Courier {
  readonly faults: FaultPlan;
  private readonly entry: Latency;
  private readonly response: Latency;
  private readonly timeoutUs: number;
  private readonly requests = new TimedQueue<Sent>();
  private readonly deliveries = new TimedQueue<Delivery>();
  private lastArrivalUs = -Infinity;
  private lastDeliveryUs = -Infinity;
  private handling: Sent | undefined;

  constructor(options: {
    entry: Latency;
    response: Latency;
    /** The adapter gives up on an answer after this, µs. */
    timeoutUs: number;
    faults: readonly Fault[] | undefined;
  }) {
    this.entry = options.entry;
    this.response = options.response;
    this.timeoutUs = options.timeoutUs;
    this.faults = new FaultPlan(options.faults);
  }

  /** When the next request reaches the exchange, µs. */
  get arrivalUs(): number {
    return this.requests.nextUs;
  }

  /** When the next answer reaches the engine, µs. */
  get deliveryUs(): number {
    return this.deliveries.nextUs;
  }

  send(request: Request, nowUs: number): void {
    const fault = this.faults.meet(request.point, request.clientId);
    if (fault?.do === 'silence') return;
    if (fault?.do === 'drop') {
      this.deliveries.add(nowUs + this.timeoutUs, request.lost);
      return;
    }
    const latency = this.entry(nowUs);
    if (latency < 0) {
      this.deliver(nowUs, request.refused);
      return;
    }
    const sent: Sent = { request, sentUs: nowUs, fault };
    const atUs = Math.max(this.lastArrivalUs, nowUs + latency);
    if (fault?.do === 'delay') this.requests.add(atUs + (fault.byUs ?? 0), sent);
    else {
      this.lastArrivalUs = atUs;
      this.requests.add(atUs, sent);
    }
    if (fault?.do === 'duplicate') this.requests.add(atUs + (fault.byUs ?? 0), sent);
  }

  /** Lets the next request arrive. */
  handOver(nowUs: number): void {
    this.handling = this.requests.take();
    this.handling.request.arrive(nowUs);
    this.handling = undefined;
  }

  /**
   * Sends something to the engine.
   * @param point what it is, for faults
   * @param answers the request that it answers, where it answers one
   */
  reply(
    message: { point: FaultPoint; clientId: string; answers: FaultPoint | undefined },
    fromUs: number,
    delivery: Delivery,
  ): void {
    const fault = this.faults.meet(message.point, message.clientId);
    const { handling } = this;
    const answered = handling?.request.point === message.answers ? handling : undefined;
    if (answered?.fault?.do === 'error' || (fault?.do === 'error' && answered)) {
      this.deliver(fromUs, answered.request.lost);
    } else if (isLost(fault)) {
      if (fault?.do === 'drop' && answered)
        this.deliveries.add(Math.max(fromUs, answered.sentUs + this.timeoutUs), answered.request.lost);
    } else this.deliver(fromUs, delivery, fault);
  }

  /** Puts off a delivery without regard to others. */
  later(atUs: number, delivery: Delivery): void {
    this.deliveries.add(atUs, delivery);
  }

  /** Lets the next answer arrive. */
  bring(listener: VenueListener, nowUs: number): void {
    this.deliveries.take()(listener, nowUs);
  }

  private deliver(fromUs: number, delivery: Delivery, fault?: Fault): void {
    const atUs = Math.max(this.lastDeliveryUs, fromUs + Math.max(0, this.response(fromUs)));
    if (fault?.do === 'delay') {
      this.deliveries.add(atUs + (fault.byUs ?? 0), delivery);
      return;
    }
    this.lastDeliveryUs = atUs;
    this.deliveries.add(atUs, delivery);
    if (fault?.do === 'duplicate') this.deliveries.add(atUs + (fault.byUs ?? 0), delivery);
  }
}
