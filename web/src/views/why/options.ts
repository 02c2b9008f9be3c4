// Options of a method, from the JSON schema of its option model, and as the address has them.

export type Options = Record<string, string | number | boolean>;

/** One option, as a form asks for it. */
export interface Field {
  name: string;
  about: string;
  usual: string | number | boolean;
  kind: "integer" | "number" | "boolean" | "choice";
  choices: string[];
  least: number | undefined;
  most: number | undefined;
}

interface Property {
  type?: string;
  enum?: string[];
  default?: string | number | boolean;
  description?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
}

/** The fields of a form, of a schema. */
export function fieldsOf(schema: Record<string, unknown>): Field[] {
  const properties = (schema.properties ?? {}) as Record<string, Property>;
  return Object.entries(properties).flatMap(([name, one]): Field[] => {
    const kind = one.enum ? "choice" : one.type;
    if (kind !== "choice" && kind !== "integer" && kind !== "number" && kind !== "boolean") return [];
    return [{
      name, kind, about: one.description ?? "", usual: one.default ?? "", choices: one.enum ?? [],
      least: one.minimum ?? one.exclusiveMinimum, most: one.maximum ?? one.exclusiveMaximum,
    }];
  });
}

/** The options of a text, NAME=VALUE with commas between, that a method has. */
export function optionsOf(text: string | null, fields: readonly Field[]): Options {
  const said = new Map((text ?? "").split(",").map((one) => one.split("=") as [string, string | undefined]));
  return Object.fromEntries(fields.flatMap(({ name, kind }) => {
    const value = said.get(name);
    if (value === undefined) return [];
    return [[name, kind === "choice" ? value : kind === "boolean" ? value === "true" : Number(value)]];
  }));
}

/** The text of options, without those that are as usual. */
export function textOf(options: Options, fields: readonly Field[]): string | null {
  const said = fields.filter(({ name, usual }) => options[name] !== undefined && options[name] !== usual);
  return said.map(({ name }) => `${name}=${options[name]}`).join(",") || null;
}

/** A value as Python writes it. */
export const literal = (value: string | number | boolean): string =>
  typeof value === "boolean" ? (value ? "True" : "False") : JSON.stringify(value);
