// The views, in the order in which they are offered.  A new one is a folder beside this file and an entry here.
import { source } from "$source";
import type { Component } from "svelte";
import { t } from "../i18n/words";
import type { Key } from "../state/keys.svelte";
import { KEYS as LECTURE } from "./lecture/keys";
import { KEYS as UNIT } from "./unit/keys";

/** A way to look at what is open. */
export interface View {
  /** In the address. */
  name: string;
  title: string;
  /** Whether it can be shown from answers that were computed beforehand. */
  isPublished?: boolean;
  /** Goes to it; by default the number of its place, as long as that is one digit. */
  key?: string;
  /** The keys that are heard where it is shown. */
  keys?: Record<string, Omit<Key, "do">>;
  load: () => Promise<{ default: Component }>;
}

const ALL: readonly View[] = [
  { name: "open", title: t("Open"), isPublished: true, load: () => import("./open/Open.svelte") },
  { name: "network", title: t("Network"), isPublished: true, load: () => import("./network/Network.svelte") },
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

export const VIEWS = ALL.filter((one) => one.isPublished || !source.isPublished);
