// The address is the state: whatever a view shows can be linked to, and back and forward work.

/** The words of an address, in their order; each is as Python and the command line say it. */
const NAMES = ["view", "network", "photo", "layer", "unit", "method", "beside", "target", "by", "options", "edits", "kernel", "stride", "padding", "dilation", "maker", "with", "job", "points", "at", "around", "epoch", "step", "pixels", "filters", "drawing", "place"] as const;
export type Name = (typeof NAMES)[number];
type Words = Partial<Record<Name, string | null>>;

const read = (): Words => {
  const words = new URLSearchParams(location.search);
  return Object.fromEntries(NAMES.map((name) => [name, words.get(name)]));
};

class Address {
  #words = $state.raw<Words>(read());

  constructor() {
    addEventListener("popstate", () => (this.#words = read()));
  }

  /** What the address says of one thing. */
  get(name: Name): string | null {
    return this.#words[name] ?? null;
  }

  /** The address with some words changed, as a link has it. */
  with(changes: Words): string {
    const next = { ...this.#words, ...changes };
    const said = NAMES.flatMap((name) => (next[name] ? [[name, next[name]] as [string, string]] : []));
    // Colons, commas and the like stay as they are read.
    const words = said.map(([name, word]) => `${name}=${encodeURIComponent(word).replace(/%(3A|2C|40|2F)/g, decodeURIComponent)}`);
    return `?${words.join("&")}`;
  }

  /** Show something else; what only narrows what is shown replaces the entry in the history. */
  go(changes: Words, isSmall = false): void {
    const next = this.with(changes);
    this.#words = { ...this.#words, ...changes };
    history[isSmall ? "replaceState" : "pushState"](null, "", next);
  }
}

export const address = new Address();
