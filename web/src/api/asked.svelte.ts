// An answer that follows what it is asked by: asked anew when that changes, the last question winning.

/** The state of a question, for a component that makes it while it begins. */
export class Asked<T> {
  /** The last answer; it stays while the next one is awaited. */
  value = $state.raw<T>();
  /** What was wrong with the last question, or "". */
  problem = $state("");
  isPending = $state(false);

  /** @param ask the question, of reactive values; null where there is nothing to ask. */
  constructor(ask: (signal: AbortSignal) => Promise<T> | null) {
    $effect(() => {
      const control = new AbortController();
      const asking = ask(control.signal);
      if (asking === null) this.#end(undefined, "");
      else {
        this.isPending = true;
        asking.then(
          (value) => control.signal.aborted || this.#end(value, ""),
          (error: Error) => control.signal.aborted || this.#end(undefined, error.message),
        );
      }
      return () => control.abort();
    });
  }

  #end(value: T | undefined, problem: string): void {
    this.value = value;
    this.problem = problem;
    this.isPending = false;
  }
}
