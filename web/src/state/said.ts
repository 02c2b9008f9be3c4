// What the page shows, as Python and the command line say it.
import { opened } from "./opened.svelte";

/** A text as Python writes it. */
export const quoted = (text: string): string => JSON.stringify(text);

/** A word of a command as a shell takes it. */
export const word = (text: string): string => (/^[\w./:,@=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** Lines of Python, beginning with what opens the network. */
export const python = (...lines: string[]): string =>
  ["import convscope", "", `network = ${opened.network.code}`, ...lines, ""].join("\n");

/** A command about the network that is open. */
export function command(...words: string[]): string {
  const { spec, said } = opened.network;
  const opening = [["network", spec], ...Object.entries(said)].flatMap(([name, value]) => option(String(name), value));
  return ["convscope", ...[...words, ...opening].map(word)].join(" ");
}

/** An option that opens a network, from the argument of the same meaning in Python. */
function option(name: string, value: unknown): string[] {
  if (name === "size" && Array.isArray(value)) return ["--input", value.join("x")];
  const named = `--${name.replaceAll("_", "-")}`;
  return value === true ? [named] : [named, Array.isArray(value) ? value.join(",") : String(value)];
}
