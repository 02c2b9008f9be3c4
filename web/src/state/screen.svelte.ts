// The view alone, on the whole screen.

class Screen {
  isFull = $state(false);
  /** Whether the browser can; a phone may not. */
  readonly isPossible = document.fullscreenEnabled;

  constructor() {
    addEventListener("fullscreenchange", () => (this.isFull = document.fullscreenElement !== null));
  }

  /** Fill the screen with the view, or no more. */
  toggle(): void {
    if (!this.isPossible) return;
    void (this.isFull ? document.exitFullscreen() : document.querySelector("main")!.requestFullscreen());
  }
}

export const screen = new Screen();
