// The edits in the address: as a list, changed one at a time, undone and done again.
import { address } from "../../state/address.svelte";

const PAINT = /^pixel@/;

/** The edits of a text. */
export const editsOf = (text: string): string[] => text.split(";").map((one) => one.trim()).filter(Boolean);

/** What an edit edits: all but its value. */
const targetOf = (edit: string): string => edit.slice(0, edit.lastIndexOf("="));

class Edits {
  /** As the address has them. */
  text = $derived(address.get("edits") ?? "");
  all = $derived(editsOf(this.text));
  #before = $state.raw<string[]>([]);
  #after = $state.raw<string[]>([]);

  canUndo = $derived(this.all.length > 0 || this.#before.length > 0);
  canRedo = $derived(this.#after.length > 0);

  /** The value that an edit of a thing sets, if there is one. */
  valueOf(target: string): number | null {
    const found = this.all.find((one) => targetOf(one) === target);
    return found === undefined ? null : Number(found.slice(target.length + 1));
  }

  /** One edit more; it takes the place of an earlier one of the same thing. */
  add(edit: string): void {
    const others = PAINT.test(edit) ? this.all : this.all.filter((one) => targetOf(one) !== targetOf(edit));
    this.set([...others, edit]);
  }

  /** Without the edit of a thing. */
  remove(edit: string): void {
    this.set(this.all.filter((one) => one !== edit && targetOf(one) !== edit));
  }

  /** Other edits in place of those that there are. */
  set(edits: readonly string[]): void {
    this.#before = [...this.#before, this.text];
    this.#after = [];
    this.#go(edits.join("; "));
  }

  /** As before the last change; where the address came with edits, without the last one. */
  undo(): void {
    if (!this.canUndo) return;
    const last = this.#before.at(-1) ?? this.all.slice(0, -1).join("; ");
    this.#after = [...this.#after, this.text];
    this.#before = this.#before.slice(0, -1);
    this.#go(last);
  }

  /** As before the last undoing. */
  redo(): void {
    const next = this.#after.at(-1);
    if (next === undefined) return;
    this.#before = [...this.#before, this.text];
    this.#after = this.#after.slice(0, -1);
    this.#go(next);
  }

  #go(text: string): void {
    address.go({ edits: text || null }, true);
  }
}

export const edits = new Edits();
