// The automatic walk: from place to place, then to the next step; any hand stops it.
import { lesson } from "./lesson.svelte";
import { STEPS } from "./steps";

const HOP = 700, LEAST = 9000; // milliseconds: from place to place, and for reading what a step says
const HOPS = 36; // of a step at most

/** One hop, and how long to stay there; null where the walk is at its end. */
export function hop(): number | null {
  const pace = Math.max(1, Math.ceil(lesson.count / HOPS));
  const hops = Math.ceil(lesson.count / pace), rest = Math.max(HOP, LEAST - hops * HOP);
  const next = (lesson.walked ?? -pace) + pace;
  if (next < lesson.count) {
    lesson.walked = next;
    return next + pace < lesson.count ? HOP : rest + HOP;
  }
  if (lesson.at === STEPS.length - 1) return null;
  lesson.go(lesson.at + 1);
  lesson.walked = 0;
  return HOP;
}
