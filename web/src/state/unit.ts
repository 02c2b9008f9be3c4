// Units as objectives name them: LAYER:CHANNEL, and LAYER:CHANNEL@ROW,COLUMN for one place.

/** A channel of a layer, or one number of it. */
export interface Unit {
  layer: string;
  channel: number;
  /** Row and column in the channel's map; none for the whole map. */
  place: number[] | null;
}

const FORM = /^(.+):(\d+)(?:@(\d+(?:,\d+)*))?$/;

/** The unit that a text names; null where it names none. */
export function unitOf(text: string | null): Unit | null {
  const found = FORM.exec(text ?? "");
  if (!found) return null;
  const [, layer = "", channel, place] = found;
  return { layer, channel: Number(channel), place: place ? place.split(",").map(Number) : null };
}

/** The text that names a unit. */
export const textOf = ({ layer, channel, place }: Unit): string =>
  `${layer}:${channel}${place ? `@${place.join(",")}` : ""}`;
