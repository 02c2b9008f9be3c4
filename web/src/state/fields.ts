// Settings as the server's models describe them, and as an address, Python and a command write them.

/** A field of a JSON schema. */
export interface Field {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  anyOf?: Field[];
}

/** The fields of a schema. */
export const fieldsOf = (schema: Record<string, unknown>): [string, Field][] => Object.entries((schema.properties ?? {}) as Record<string, Field>);

/** Settings as one word of the address: JSON without its outer braces. */
export const wordOf = (given: Record<string, unknown>): string | null =>
  Object.keys(given).length ? JSON.stringify(given).slice(1, -1) : null;

/** The settings of a word; none where it is malformed. */
export function givenIn(word: string | null): Record<string, unknown> {
  try {
    return JSON.parse(`{${word ?? ""}}`);
  } catch {
    return {};
  }
}

/** A setting as Python writes it. */
export const inPython = (value: unknown): string =>
  value === true ? "True" : value === false ? "False" : value === null ? "None" : JSON.stringify(value).replaceAll('","', '", "');

/** A setting as options of a command. */
export function inCommand(name: string, value: unknown): string[] {
  const option = name.replaceAll("_", "-");
  if (typeof value === "boolean") return [`--${value ? "" : "no-"}${option}`];
  return (Array.isArray(value) ? value : [value]).flatMap((one) => [`--${option}`, String(one)]);
}
