/** Runs acts one after the other, for checks that must still hold when what they allow is done. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(act: () => Promise<T>): Promise<T> {
    const next = this.#last.then(act);
    // The next in line comes whether or not this one succeeds.
    this.#last = next.catch(() => undefined);
    return next;
  }
}
