// The branches of a network: connections that lead past other layers.
import type { LayerRow } from "../../api/questions";

/** A connection between two places in the order of evaluation, and how high above the strip it runs. */
export interface Arc {
  from: number;
  to: number;
  lane: number;
}

const LANES = 6; // beyond which arcs lie over each other

/** All connections that do not lead to the next layer, the short ones below the long ones. */
export function arcsOf(layers: readonly LayerRow[]): Arc[] {
  const places = new Map(layers.map((layer, at) => [layer.address, at]));
  const spans = layers.flatMap((layer, to) => layer.reads.map((read) => ({ from: places.get(read) ?? to, to })));
  const lanes: { from: number; to: number }[][] = [];
  return spans.filter(({ from, to }) => to - from > 1).sort((a, b) => a.to - a.from - (b.to - b.from)).map((span) => {
    const isFree = (held: typeof spans = []) => held.every((other) => span.to <= other.from || other.to <= span.from);
    let lane = 0;
    while (lane < LANES - 1 && !isFree(lanes[lane])) lane++;
    (lanes[lane] ??= []).push(span);
    return { ...span, lane };
  });
}
