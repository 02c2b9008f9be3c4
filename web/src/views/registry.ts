// The views, in the order in which they are offered.  A new one is a folder beside this file and an entry here.
import { source } from "$source";
import type { Component } from "svelte";
import { t } from "../i18n/words";
import type { Key } from "../state/keys.svelte";
import { KEYS as LECTURE } from "./lecture/keys";
import { KEYS as UNIT } from "./unit/keys";
import { KEYS as ZOOM } from "./zoom/keys";

/** A way to look at what is open. */
export interface View {
  /** In the address. */
  name: string;
  title: string;
  /** Whether it can be shown from answers that were computed beforehand. */
  isPublished?: boolean;
  /** Goes to it. */
  key: string;
  /** The keys that are heard where it is shown. */
  keys?: Record<string, Omit<Key, "do">>;
  load: () => Promise<{ default: Component }>;
}

/** Those without a key are numbered. */
const ALL: readonly (Omit<View, "key"> & Partial<Pick<View, "key">>)[] = [
  { name: "open", title: t("Open"), isPublished: true, load: () => import("./open/Open.svelte") },
  { name: "network", title: t("Network"), isPublished: true, load: () => import("./network/Network.svelte") },
  { name: "zoom", title: t("Zoom"), isPublished: true, key: "z", keys: ZOOM, load: () => import("./zoom/Zoom.svelte") },
  { name: "number", title: t("One number"), isPublished: true, load: () => import("./number/Number.svelte") },
  { name: "edit", title: t("Edit"), load: () => import("./edit/Edit.svelte") },
  { name: "unit", title: t("Unit"), keys: UNIT, load: () => import("./unit/Unit.svelte") },
  { name: "why", title: t("Why?"), isPublished: true, load: () => import("./why/Why.svelte") },
  { name: "dream", title: t("Dream"), load: () => import("./dream/Dream.svelte") },
  { name: "embedding", title: t("Embedding"), load: () => import("./embedding/Embedding.svelte") },
  { name: "training", title: t("Training"), load: () => import("./training/Training.svelte") },
  { name: "lab", title: t("Kernel lab"), isPublished: true, key: "0", load: () => import("./lab/Lab.svelte") },
  { name: "lecture", title: t("Lecture"), isPublished: true, key: "l", keys: LECTURE, load: () => import("./lecture/Lecture.svelte") },
];

let numbered = 0;

export const VIEWS: readonly View[] = ALL.filter((one) => one.isPublished || !source.isPublished)
  .map((one) => ({ ...one, key: one.key ?? `${++numbered}` }));
