// Single keys: who is on the page says which it hears and what for, so that `?` can show them all.
import { untrack } from "svelte";

/** A key, what it does in words, and what it does. */
export interface Key {
  key: string;
  says: string;
  do: () => void;
}

const OFF = "convscope-keys-off";
const WRITTEN = "input, select, textarea, [contenteditable]";

class Keys {
  #heard = $state.raw<Key[][]>([]);
  /** Whether single keys are heard; who dictates to a computer may want none. */
  isOn = $state(localStorage.getItem(OFF) === null);

  constructor() {
    addEventListener("keydown", (event) => this.#press(event));
  }

  /** All that are heard now, those of the page first. */
  get all(): Key[] {
    return this.#heard.flat();
  }

  /** Hear keys while a component is on the page; to be called while it begins. */
  hear(keys: () => Key[]): void {
    $effect(() => {
      const mine = keys();
      this.#heard = [...untrack(() => this.#heard), mine];
      return () => (this.#heard = this.#heard.filter((one) => one !== mine));
    });
  }

  /** Hear single keys or not, also the next time. */
  turn(isOn: boolean): void {
    this.isOn = isOn;
    if (isOn) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "");
  }

  #press(event: KeyboardEvent): void {
    const isWriting = event.target instanceof Element && event.target.closest(WRITTEN);
    if (!this.isOn || isWriting || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const found = this.all.find((one) => one.key === event.key);
    if (!found || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    found.do();
  }
}

export const keys = new Keys();
