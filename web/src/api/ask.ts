// Questions to the server by its OpenAPI schema; every address is relative to the page's own.
import { source } from "$source";
import type { paths } from "./schema";

type Route = keyof paths & string;
type Getting<R extends Route> = paths[R] extends { get: infer G } ? G : never;
type Sending<R extends Route> = paths[R] extends { post: infer P } ? P : never;
type Content<O> = O extends { responses: { 200: { content: { "application/json": infer T } } } } ? T
  : O extends { responses: { 201: { content: { "application/json": infer T } } } } ? T : never;
type Words<O> = O extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never;
type Places<O> = O extends { parameters: { path: infer P } } ? P : undefined;

/** What names a question beside its route: the places in the route, and the query. */
export interface Asking<O> {
  at?: Places<O>;
  query?: { [name in keyof Words<O>]?: Words<O>[name] | null };
  signal?: AbortSignal;
}

/** What the server says is wrong, in one sentence and a hint. */
export class Refusal extends Error {
  constructor(readonly status: number, readonly kind: string, message: string) {
    super(message);
  }
}

let within = "";

/** Ask about one of the networks that are open by its id; "" for the one that the server began with. */
export const lookInto = (network: string): void => {
  within = network && `networks/${network}/`;
};

/** The address of a route, relative to the page. */
export function addressOf(route: string, at: object = {}, query: object = {}): string {
  const places = new Map(Object.entries(at).map(([name, place]) => [`{${name}}`, encodeURIComponent(String(place))]));
  const path = `api/${within}${route.slice("/api/".length)}`.replace(/\{\w+\}/g, (name) => places.get(name) ?? name);
  const said = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const words = new URLSearchParams(said.map(([name, value]) => [name, String(value)]));
  return words.size ? `${path}?${words}` : path;
}

/** The server's answer; where it is busy, it is asked again when it says so. */
export async function answerOf(address: string, options: RequestInit = {}): Promise<Response> {
  for (let tries = 0; ; tries++) {
    const found = await source.ask(address, options);
    if (found.ok) return found;
    if (found.status !== 429 || tries === 3) throw await refusalOf(found);
    const seconds = Number(found.headers.get("Retry-After")) || 1;
    await new Promise((go) => setTimeout(go, 1000 * seconds));
    options.signal?.throwIfAborted();
  }
}

async function refusalOf(found: Response): Promise<Refusal> {
  const { error } = await found.json().catch(() => ({}));
  const said = error ? `${error.message} ${error.hint}`.trim() : `${found.status} ${found.statusText}`;
  return new Refusal(found.status, error?.kind ?? "", said);
}

/** A document that is asked for. */
export async function documentOf<R extends Route>(route: R, asking: Asking<Getting<R>> = {}): Promise<Content<Getting<R>>> {
  const address = addressOf(route, asking.at ?? {}, asking.query ?? {});
  return (await answerOf(address, asking.signal ? { signal: asking.signal } : {})).json();
}

/** The document that answers what is sent: a file as it is, anything else as JSON. */
export async function sent<R extends Route>(
  route: R, content: Blob | object, asking: Asking<Sending<R>> = {},
): Promise<Content<Sending<R>>> {
  const isFile = content instanceof Blob;
  const found = await answerOf(addressOf(route, asking.at ?? {}, asking.query ?? {}), {
    method: "POST",
    body: isFile ? content : JSON.stringify(content),
    headers: { "Content-Type": isFile ? "application/octet-stream" : "application/json" },
  });
  return found.json();
}
