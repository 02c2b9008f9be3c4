// Colours that tell classes apart; a legend names them.

/** Red, green and blue of a class: hues by the golden angle, so that the first ones are far from each other. */
export function colourOfClass(index: number): [number, number, number] {
  const hue = (index * 137.508 + 210) % 360, [light, chroma] = [0.55, 0.38];
  const channel = (at: number) => {
    const place = (at + hue / 30) % 12;
    return Math.round(255 * (light - chroma * Math.max(-1, Math.min(place - 3, 9 - place, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

/** The same as CSS has it. */
export const cssOfClass = (index: number): string => `rgb(${colourOfClass(index).join(", ")})`;

/**
 * A mask as pixels, one for each place.
 *
 * @param values the number of the class that wins each place, the rows one after the other.
 * @param only the class that alone is shown; null for all.
 */
export function maskPixels(values: Float32Array, rows: number, columns: number, only: number | null): ImageData {
  const picture = new ImageData(columns, rows), colours = new Map<number, [number, number, number]>();
  for (let place = 0; place < rows * columns; place++) {
    const index = values[place] ?? 0;
    if (only !== null && index !== only) continue;
    if (!colours.has(index)) colours.set(index, colourOfClass(index));
    picture.data.set([...colours.get(index)!, 255], 4 * place);
  }
  return picture;
}
