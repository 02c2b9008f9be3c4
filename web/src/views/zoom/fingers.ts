// One pointer drags, two spread or pinch, and one that did not move has clicked.

const SLACK = 5; // pixels that a click may move

export class Fingers {
  readonly #down = new Map<number, [number, number]>();
  #moved = 0;

  /**
   * @param onmove told by how much to move, in pixels, by which factor to grow, and about which point of the element.
   * @param onclick told a click.
   */
  constructor(
    readonly onmove: (dx: number, dy: number, factor: number, about: [number, number]) => void,
    readonly onclick: (event: PointerEvent) => void,
  ) {}

  down(event: PointerEvent): void {
    if ((event.target as Element).closest("a")) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    if (!this.#down.size) this.#moved = 0;
    this.#down.set(event.pointerId, [event.clientX, event.clientY]);
  }

  move(event: PointerEvent): void {
    const before = this.#down.get(event.pointerId);
    if (!before) return;
    const [dx, dy] = [event.clientX - before[0], event.clientY - before[1]];
    this.#moved += Math.hypot(dx, dy);
    const other = [...this.#down].find(([id]) => id !== event.pointerId)?.[1];
    this.#down.set(event.pointerId, [event.clientX, event.clientY]);
    if (this.#moved < SLACK) return;
    const box = (event.currentTarget as Element).getBoundingClientRect();
    if (!other) return this.onmove(dx, dy, 1, [event.clientX - box.left, event.clientY - box.top]);
    const reach = (point: readonly [number, number]) => Math.hypot(point[0] - other[0], point[1] - other[1]);
    const middle: [number, number] = [(event.clientX + other[0]) / 2 - box.left, (event.clientY + other[1]) / 2 - box.top];
    this.onmove(dx / 2, dy / 2, reach([event.clientX, event.clientY]) / Math.max(1, reach(before)), middle);
  }

  up(event: PointerEvent): void {
    const wasAlone = this.#down.delete(event.pointerId) && !this.#down.size;
    if (wasAlone && this.#moved < SLACK) this.onclick(event);
  }

  cancel(event: PointerEvent): void {
    this.#down.delete(event.pointerId);
  }
}
