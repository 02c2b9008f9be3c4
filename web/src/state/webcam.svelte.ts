// The webcam, while somebody looks through it.
import { t } from "../i18n/words";

/** The pictures of a camera; for a component that makes it while it begins, and leaves it when it ends. */
export class Webcam {
  /** Plays what the camera sees, once it does. */
  video = $state.raw<HTMLVideoElement>();
  problem = $state("");
  #stream: MediaStream | undefined;
  #isWanted = false;

  constructor() {
    $effect(() => () => this.close());
  }

  /** Ask for the camera. */
  async open(): Promise<void> {
    this.#isWanted = true;
    this.problem = "";
    try {
      // Browsers have no camera for pages of other machines without HTTPS.
      if (!navigator.mediaDevices) throw new Error();
      const stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 640 }, height: { ideal: 480 } } });
      if (!this.#isWanted) return stream.getTracks().forEach((track) => track.stop());
      this.#stream = stream;
      const video = document.createElement("video");
      Object.assign(video, { srcObject: stream, muted: true, playsInline: true });
      await video.play();
      this.video = video;
    } catch {
      if (this.#isWanted) this.problem = t("There is no camera that this page may use.");
    }
  }

  /** Let go of the camera. */
  close(): void {
    this.#isWanted = false;
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = this.video = undefined;
  }
}
