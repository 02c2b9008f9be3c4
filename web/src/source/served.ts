// A server that runs and computes what is asked.
import type { Source } from "./source";

async function translations(): Promise<Record<string, string>> {
  if (document.documentElement.lang === "en") return {};
  const found = await fetch("static/words.json");
  return found.ok ? found.json() : {};
}

export const source: Source = {
  isPublished: false,
  words: await translations(),
  ask: (address, options) => fetch(address, options),
  pictureAt: (address) => address,
  mapsOf: () => Infinity,
  numbersOf: () => null,
};
