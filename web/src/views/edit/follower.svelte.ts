// A value that follows another as fast as answers come: the newest is asked for, those in between are left out.

/** Follows a value while nothing is awaited; for a component that makes it while it begins. */
export class Follower<T> {
  value = $state.raw() as T;

  /**
   * @param newest the value to follow.
   * @param isBusy whether an answer is awaited.
   */
  constructor(newest: () => T, isBusy: () => boolean) {
    this.value = newest();
    $effect(() => {
      const next = newest();
      if (!isBusy()) this.value = next;
    });
  }
}
