// What is open: the network, its layers and methods, the photos, and which of them the address names.
import { source } from "$source";
import { documentOf, lookInto, sent } from "../api/ask";
import type { LayerRow, MethodCard, NetworkCard, NetworkOffer, PhotoCard } from "../api/questions";
import { openScale } from "../canvas/scale";
import { t } from "../i18n/words";
import { address } from "./address.svelte";
import { unitOf } from "./unit";

class Opened {
  network = $state.raw() as NetworkCard;
  layers = $state.raw<LayerRow[]>([]);
  photos = $state.raw<PhotoCard[]>([]);
  /** The networks that are open, the first one first, and those that can be opened. */
  networks = $state.raw<NetworkOffer[]>([]);
  /** Those that apply to the network. */
  methods = $state.raw<MethodCard[]>([]);
  /** Whether all of it has come. */
  isReady = $state(false);
  /** What is wrong with the address or the opening, or "". */
  problem = $state("");

  /** The photo that is looked at. */
  photo = $derived(this.photos.find((one) => one.id === address.get("photo")) ?? this.photos[0]);
  /** The unit that is looked at, if any. */
  unit = $derived.by(() => {
    const found = unitOf(address.get("unit")), layer = found && this.layerOf(found.layer);
    return layer ? { ...found, layer: layer.address } : found;
  });
  /** The layer that is looked at: that of the unit, unless one is named; by default the first with weights. */
  layer = $derived(this.layerOf(address.get("layer") ?? this.unit?.layer ?? "") ?? this.layers.find((one) => one.weight) ?? this.layers[0]);

  /** A layer by an address of its own or of a module whose result it is, or by the end of one that no other has. */
  layerOf(name: string): LayerRow | undefined {
    const among = (is: (address: string) => boolean) => this.layers.filter((one) => is(one.address) || one.also.some(is));
    const [exact] = among((one) => one === name);
    if (exact || !name) return exact;
    const [found, ...others] = among((one) => one.endsWith(`.${name}`));
    return others.length ? undefined : found;
  }

  /** Ask for everything; the token that opened the page leaves the address and the history. */
  async open(): Promise<void> {
    const meant = address.get("network");
    this.isReady = false;
    address.go({}, true);
    try {
      const refusal = await this.#lookInto(meant);
      const [network, layers, photos, methods] = await Promise.all([
        documentOf("/api/network"), documentOf("/api/layers"), documentOf("/api/photos"), documentOf("/api/methods"),
        openScale(),
      ]);
      Object.assign(this, { network, layers, photos, methods: methods.filter((one) => one.fits), isReady: true });
      address.go({ network: network.name }, true);
      this.problem = refusal || this.#misnamed();
    } catch (error) {
      this.problem = (error as Error).message;
    }
  }

  /** Look into a network by its name, opened if it must be; else into the first, and what is wrong. */
  async #lookInto(name: string | null): Promise<string> {
    lookInto("");
    if (source.isPublished) return "";
    this.networks = await documentOf("/api/networks");
    const [first] = this.networks;
    const known = this.networks.find((one) => one.name === name);
    if (!name || known === first) return "";
    try {
      const opening = known && !known.is_open ? { offer: known.id } : { text: name };
      lookInto(known?.is_open ? known.id : (await sent("/api/networks", opening)).id);
      return "";
    } catch (error) {
      return `${t("{meant} could not be opened; {open} is open.", { meant: name, open: first!.name })} ${(error as Error).message}`;
    }
  }

  /** Open another network: one of those that are offered, or one by its name or as a text. */
  async choose(one: { offer: string } | { text: string }): Promise<void> {
    this.problem = "";
    try {
      const { name } = await sent("/api/networks", one);
      address.go({ network: name, layer: null, unit: null, target: null });
    } catch (error) {
      this.problem = (error as Error).message;
    }
  }

  #misnamed(): string {
    const layer = address.get("layer") ?? this.unit?.layer;
    const known = this.layerOf(layer ?? ""), count = known?.output_shape[0] ?? 1, channel = this.unit?.channel ?? 0;
    if (layer && !known) return t("{layer} is none of the layers; {shown} is shown.", { layer, shown: this.layer?.address ?? "" });
    if (this.unit?.layer !== known?.address || channel < count) return "";
    return t("{layer} has no channel {channel}, but {count} from 0.", { layer: layer ?? "", channel, count });
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
