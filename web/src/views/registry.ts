// The views, in the order in which they are offered.  A new one is a folder beside this file and an entry here.
import type { Component } from "svelte";
import { t } from "../i18n/words";

/** A way to look at what is open. */
export interface View {
  /** In the address. */
  name: string;
  title: string;
  load: () => Promise<{ default: Component }>;
}

export const VIEWS: readonly [View, ...View[]] = [
  { name: "open", title: t("Open"), load: () => import("./open/Open.svelte") },
  { name: "network", title: t("Network"), load: () => import("./network/Network.svelte") },
  { name: "number", title: t("One number"), load: () => import("./number/Number.svelte") },
  { name: "why", title: t("Why?"), load: () => import("./why/Why.svelte") },
  { name: "lab", title: t("Kernel lab"), load: () => import("./lab/Lab.svelte") },
];
