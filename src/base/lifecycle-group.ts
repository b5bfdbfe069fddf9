// Owns what was opened, and closes it in reverse order.

export type Close = () => Promise<void> | void;

export class LifecycleGroup {
  #closers: Close[] = [];
  #closing: Promise<void> | undefined;

  /** Remembers how to close something. After `close` began it is closed at once. */
  add(close: Close): void {
    if (this.#closing === undefined) this.#closers.push(close);
    else this.#closing = this.#closing.finally(close);
  }

  /** Remembers the thing and returns it. */
  own<T extends { close(): Promise<void> | void }>(thing: T): T {
    this.add(() => thing.close());
    return thing;
  }

  /**
   * Closes everything, the youngest first, each also when another failed. A second call waits for
   * the first. Rejects with the failure, or an AggregateError of several.
   */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, "Several parts failed to close");
  }
}
