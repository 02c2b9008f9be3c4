// A job of the server, watched: how far it is, its curve, its picture so far.
import { addressOf, documentOf } from "../../api/ask";
import type { JobCard } from "../../api/questions";

const ENDED = ["done", "cancelled", "failed"];

/** Whether nothing more will change. */
export const hasEnded = (job: JobCard): boolean => ENDED.includes(job.state);

export class Watched {
  job = $state.raw<JobCard>();
  /** Steps, and the objective that each reached. */
  curve = $state.raw<[number, number][]>([]);
  /** Where the picture is now, or "". */
  picture = $state("");
  problem = $state("");

  /** @param number the job's id, reactive; null for none. For a component that makes it while it begins. */
  constructor(number: () => string | null) {
    // Other words of the address change, too: only another job is watched anew.
    const id = $derived(number());
    $effect(() => {
      [this.job, this.curve, this.picture, this.problem] = [undefined, [], "", ""];
      if (!id) return;
      const control = new AbortController();
      void this.#watch(id, control.signal);
      return () => control.abort();
    });
  }

  async #watch(id: string, signal: AbortSignal): Promise<void> {
    try {
      this.curve = await documentOf("/api/jobs/{job}/curve", { at: { job: id }, signal }) as [number, number][];
    } catch (error) {
      if (!signal.aborted) this.problem = (error as Error).message;
      return;
    }
    const told = new EventSource(addressOf("/api/jobs/{job}/events", { job: id }));
    signal.addEventListener("abort", () => told.close());
    told.onmessage = ({ data }) => {
      const job = JSON.parse(data) as JobCard;
      this.job = job;
      const value = job.figures.objective, last = this.curve.at(-1)?.[0] ?? 0;
      if (value !== undefined && job.done > last) this.curve = [...this.curve, [job.done, value]];
      if (job.has_picture) this.picture = addressOf("/api/jobs/{job}/picture", { job: id }, { version: job.version });
      if (!hasEnded(job)) return;
      told.close();
      if (!job.has_picture) this.picture = "";
      void documentOf("/api/jobs/{job}/curve", { at: { job: id }, signal }).then((all) => (this.curve = all as [number, number][]), () => {});
    };
  }
}
