// Pictures that somebody kept, with how they were made: in this browser, so that they outlast the page and the server.

/** A picture that was kept. */
export interface Kept {
  id: string;
  /** Milliseconds since 1970. */
  when: number;
  /** A PNG that carries how it was made. */
  picture: Blob;
  maker: string;
  network: string;
  /** What it climbed in the end. */
  objective: string;
  /** Settings as the job got them. */
  settings: Record<string, unknown>;
  value: number | null;
}

const STORE = "kept";

class Shelf {
  /** The latest first. */
  all = $state.raw<Kept[]>([]);
  #base: Promise<IDBDatabase> | undefined;

  /** Read what was kept. */
  async open(): Promise<void> {
    const found = await this.#asked<Kept[]>("readonly", (store) => store.getAll());
    this.all = found.sort((one, other) => other.when - one.when);
  }

  /** Keep a picture; one of the same id takes its place. */
  async keep(one: Kept): Promise<void> {
    await this.#asked("readwrite", (store) => store.put(one));
    await this.open();
  }

  /** Let go of a picture. */
  async remove(id: string): Promise<void> {
    await this.#asked("readwrite", (store) => store.delete(id));
    await this.open();
  }

  async #asked<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<T> {
    this.#base ??= new Promise((go, fail) => {
      const opening = indexedDB.open("convscope", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "id" });
      opening.onsuccess = () => go(opening.result);
      opening.onerror = () => fail(opening.error);
    });
    const asked = ask((await this.#base).transaction(STORE, mode).objectStore(STORE));
    return new Promise((go, fail) => {
      asked.onsuccess = () => go(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  }
}

export const kept = new Shelf();
