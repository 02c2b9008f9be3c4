// What is open: the network, its layers and methods, the photos, and which of them the address names.
import { source } from "$source";
import { documentOf, sent } from "../api/ask";
import type { LayerRow, MethodCard, NetworkCard, PhotoCard } from "../api/questions";
import { openScale } from "../canvas/scale";
import { t } from "../i18n/words";
import { address } from "./address.svelte";
import { unitOf } from "./unit";

class Opened {
  network = $state.raw() as NetworkCard;
  layers = $state.raw<LayerRow[]>([]);
  photos = $state.raw<PhotoCard[]>([]);
  /** Those that apply to the network. */
  methods = $state.raw<MethodCard[]>([]);
  /** Whether all of it has come. */
  isReady = $state(false);
  /** What is wrong with the address or the opening, or "". */
  problem = $state("");

  /** The photo that is looked at. */
  photo = $derived(this.photos.find((one) => one.id === address.get("photo")) ?? this.photos[0]);
  /** The unit that is looked at, if any. */
  unit = $derived(unitOf(address.get("unit")));
  /** The layer that is looked at: that of the unit, unless one is named. */
  layer = $derived(this.layerOf(address.get("layer") ?? this.unit?.layer ?? "") ?? this.layers[0]);

  /** A layer by its address. */
  layerOf(name: string): LayerRow | undefined {
    return this.layers.find((one) => one.address === name);
  }

  /** Ask for everything; the token that opened the page leaves the address and the history. */
  async open(): Promise<void> {
    const meant = address.get("network");
    address.go({}, true);
    try {
      const [network, layers, photos, methods] = await Promise.all([
        documentOf("/api/network"), documentOf("/api/layers"), documentOf("/api/photos"), documentOf("/api/methods"),
        openScale(),
      ]);
      Object.assign(this, { network, layers, photos, methods: methods.filter((one) => one.fits), isReady: true });
      address.go({ network: network.name }, true);
      this.problem = this.#misnamed(meant, network.name);
    } catch (error) {
      this.problem = (error as Error).message;
    }
  }

  #misnamed(meant: string | null, open: string): string {
    if (meant && meant !== open) return t("The address was made for {meant}; {open} is open.", { meant, open });
    const layer = address.get("layer") ?? this.unit?.layer;
    if (!layer || this.layerOf(layer)) return "";
    return t("{layer} is none of the layers; {shown} is shown.", { layer, shown: this.layer?.address ?? "" });
  }

  /** Send photos, and show each as it has come. */
  async send(files: Iterable<File>): Promise<void> {
    this.problem = "";
    if (source.isPublished) return;
    for (const file of files) {
      try {
        const { id } = await sent("/api/photos", file, { query: { name: file.name } });
        this.photos = await documentOf("/api/photos");
        address.go({ photo: id });
      } catch (error) {
        this.problem = `${file.name}: ${(error as Error).message}`;
      }
    }
  }
}

export const opened = new Opened();
