// What the page says, in English where it is said and in the server's language where it is shown.

import { source } from "$source";

const language = document.documentElement.lang;

/**
 * A message in the language that is spoken.
 *
 * @param message plain English, one literal, with `{name}` for values; tools/messages finds it by this call.
 * @param values by their names.
 */
export function t(message: string, values: Record<string, string | number> = {}): string {
  return (source.words[message] ?? message).replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? number(value) : value;
  });
}

const COUNT = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const EXACT = new Intl.NumberFormat(language, { maximumSignificantDigits: 6, useGrouping: false });
const TINY = new Intl.NumberFormat(language, { maximumSignificantDigits: 6, notation: "scientific" });

/** A count, with the language's groups of three. */
export const count = (value: number): string => COUNT.format(value);

const SHARE = new Intl.NumberFormat(language, { style: "percent", maximumSignificantDigits: 3 });

/** A share of one as a percentage, as the language writes it. */
export const percent = (share: number): string => SHARE.format(share);

const POINT = EXACT.format(0.5).charAt(1);

/** A number with all its digits. */
export const whole = (value: number): string => `${value}`.replace(".", POINT).replace("-", "\u2212");

/** A number with six digits that count. */
export function number(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return COUNT.format(value).replace("-", "\u2212");
  const size = Math.abs(value);
  return (size !== 0 && (size < 1e-4 || size >= 1e7) ? TINY : EXACT).format(value).replace("-", "\u2212");
}
