// What the views ask, by name.
import { source } from "$source";
import { arrayIn, arrayOf, type Numbers } from "./arrays";
import { addressOf, answerOf, documentOf } from "./ask";
import type { components } from "./schema";

export type NetworkCard = components["schemas"]["NetworkCard"];
export type LayerRow = components["schemas"]["LayerRow"];
export type PhotoCard = components["schemas"]["PhotoCard"];
export type MethodCard = components["schemas"]["MethodCard"];
export type PredictionRow = components["schemas"]["PredictionRow"];
export type ChangeRow = components["schemas"]["ChangeRow"];
export type EditedCard = components["schemas"]["EditedCard"];
export type JobCard = components["schemas"]["JobCard"];
export type CurvesCard = components["schemas"]["CurvesCard"];
export type ContributionsCard = components["schemas"]["ContributionsCard"];
export type NetworkOffer = components["schemas"]["NetworkOffer"];
export type WorkedUnitCard = components["schemas"]["WorkedUnitCard"];

/** An attribution (rows, columns), and how it was made. */
export interface Attribution extends Numbers {
  about: { target: string; layer: string | null; scale: string; limit: number; notes: string[]; passes: number };
}

/** The address of a photo as the network sees it. */
const pictureAddress = (photo: string): string => addressOf("/api/photos/{photo}/picture", { photo });

/** What shows it. */
export const pictureOf = (photo: string): string => source.pictureAt(pictureAddress(photo));

/** The same as a file. */
export const pictureFile = async (photo: string): Promise<Blob> => (await answerOf(pictureAddress(photo))).blob();

/** Maps (channels, ...) of a layer from a first channel on; `isExact` for the very values. */
export function mapsOf(
  photo: string, layer: string, first: number, count: number, isExact: boolean, signal?: AbortSignal,
): Promise<Numbers> {
  const query = { layer, first, count, dtype: isExact ? "float32" : "float16" };
  return arrayOf(addressOf("/api/photos/{photo}/maps", { photo }, query), signal);
}

/** The number of the class that wins each place (rows, columns) of a photo, and the classes that win some. */
export interface Mask extends Numbers {
  classes: { index: number; label: string; share: number }[];
}

/** The mask of a photo. */
export async function maskOf(photo: string, signal?: AbortSignal): Promise<Mask> {
  const found = await answerOf(addressOf("/api/photos/{photo}/mask", { photo }), signal ? { signal } : {});
  const classes = JSON.parse(found.headers.get("X-Convscope-About") ?? "[]");
  return { ...(await arrayIn(found)), classes };
}

const resultAddress = (photo: string): string => addressOf("/api/photos/{photo}/result", { photo });

/** What shows the picture that the network makes of a photo. */
export const resultOf = (photo: string): string => source.pictureAt(resultAddress(photo));

/** The same as a file. */
export const resultFile = async (photo: string): Promise<Blob> => (await answerOf(resultAddress(photo))).blob();

/** What a method says of a photo. */
export async function attributionOf(
  photo: string, method: string, query: object, signal?: AbortSignal,
): Promise<Attribution> {
  const address = addressOf("/api/photos/{photo}/attributions/{method}", { photo, method }, query);
  const found = await answerOf(address, signal ? { signal } : {});
  const about = JSON.parse(found.headers.get("X-Convscope-About") ?? "{}");
  return { ...(await arrayIn(found)), about };
}

/** The address of a photo as the network sees it, painted. */
export const editedPictureOf = (photo: string, edits: string): string =>
  addressOf("/api/photos/{photo}/edited/picture", { photo }, { edits });

/** What the network says of a photo with edits, and without. */
export const editedOf = (photo: string, edits: string, signal?: AbortSignal): Promise<EditedCard> =>
  documentOf("/api/photos/{photo}/edited", { at: { photo }, query: { edits }, ...(signal && { signal }) });

/** A map of a layer with edits; without any, what it is compared with. */
export const editedMapOf = (
  photo: string, edits: string, layer: string, channel: number, signal?: AbortSignal,
): Promise<Numbers> =>
  arrayOf(addressOf("/api/photos/{photo}/edited/maps", { photo }, { edits, layer, first: channel, count: 1 }), signal);

/** Entries of a tensor of the network along its first axis. */
export const tensorOf = (name: string, first: number, count: number, signal?: AbortSignal): Promise<Numbers> =>
  arrayOf(addressOf("/api/tensor", {}, { name, first, count }), signal);

/** How faithful what a method says of a photo is. */
export async function faithfulnessOf(
  photo: string, method: string, query: object, signal?: AbortSignal,
): Promise<CurvesCard> {
  const address = addressOf("/api/photos/{photo}/attributions/{method}/faithfulness", { photo, method }, query);
  return (await answerOf(address, signal ? { signal } : {})).json();
}
