// The address is the state: network, photo, layer, unit, method, target.

const NAMES = ["network", "photo", "layer", "unit", "method", "target"];
const listeners = [];

export function state() {
  const words = new URLSearchParams(location.search);
  return Object.fromEntries(NAMES.map((name) => [name, words.get(name)]));
}

export function go(changes, { replace = false } = {}) {
  const next = { ...state(), ...changes }, words = new URLSearchParams();
  for (const name of NAMES) if (next[name]) words.set(name, next[name]);
  history[replace ? "replaceState" : "pushState"](null, "", `?${words}`);
  for (const listener of listeners) listener();
}

export function onState(listener) {
  listeners.push(listener);
  addEventListener("popstate", listener);
}
