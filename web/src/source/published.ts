// Answers that `convscope publish` computed: each is a script, since a page that is opened as a file may load no other data.
import { SvelteMap } from "svelte/reactivity";
import { floatsIn } from "../api/floats";
import { t } from "../i18n/words";
import { unitOf } from "../state/unit";
import type { Source } from "./source";

/** What answers/index.js says. */
interface Published {
  words: Record<string, string>;
  /** The names of answers by what they answer: a route and its query, decoded and in the order of the alphabet. */
  answers: Record<string, string>;
  /** Called by the script of an answer: its headers, and its body as base64 of what is compressed by deflate. */
  put: (name: string, headers: Record<string, string>, body: string) => void;
}

const published = (globalThis as unknown as { convscope: Published }).convscope;
const given = new Map<string, { headers: Record<string, string>; body: string }>();
published.put = (name, headers, body) => given.set(name, { headers, body });

/** The first maps of a layer, which questions about fewer of them are answered from. */
const blocks = new Map<string, { name: string; count: number }>();
const worked = new Map<string, string[]>();
for (const [key, name] of Object.entries(published.answers)) {
  const [photo = "", route, words] = partsOf(key), at = `${photo} ${words.get("layer")}`, count = Number(words.get("count"));
  if (route === "maps" && words.get("first") === "0" && count >= (blocks.get(at)?.count ?? 0)) blocks.set(at, { name, count });
  if (route === "element") worked.set(photo, [...(worked.get(photo) ?? []), words.get("unit")!]);
}

/** Photo, route and words of what is asked. */
function partsOf(key: string): [string | undefined, string | undefined, Map<string, string>] {
  const [path = "", query = ""] = key.split(/\?(.*)/s), [, , photo, route] = path.split("/");
  return [photo, route, new Map(query.split("&").map((word) => word.split(/=(.*)/s) as [string, string]))];
}

/** What names a question, however its address was written. */
function keyOf(address: string): string {
  const { pathname, searchParams } = new URL(address, "http://page/");
  const words = [...searchParams].map(([name, value]) => `${name}=${value}`).sort();
  return decodeURIComponent(pathname.slice(1)) + (words.length ? `?${words.join("&")}` : "");
}

const loading = new Map<string, Promise<Response>>();

/** The answer of a name; its script is loaded once. */
async function answerNamed(name: string): Promise<Response> {
  if (!loading.has(name)) {
    loading.set(name, loaded(name));
    loading.get(name)!.catch(() => loading.delete(name)); // a connection may come back
  }
  return (await loading.get(name)!).clone();
}

async function loaded(name: string): Promise<Response> {
  await new Promise<void>((go, fail) => {
    const script = document.createElement("script");
    script.src = `answers/${name}.js`;
    script.onload = () => go();
    script.onerror = () => fail(new Error(`answers/${name}.js`));
    document.head.append(script);
  });
  const { headers, body } = given.get(name)!;
  given.delete(name);
  const packed = new Blob([Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0))]);
  const content = await new Response(packed.stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
  return new Response(content, { headers });
}

/** Some of the maps that were published of a layer; null where none of them was. */
async function mapsIn(key: string): Promise<Response | null> {
  const [photo, route, words] = partsOf(key), block = blocks.get(`${photo} ${words.get("layer")}`);
  const first = Number(words.get("first") ?? 0);
  if (route !== "maps" || !block || first >= block.count) return null;
  const whole = await answerNamed(block.name), headers = new Headers(whole.headers);
  const [channels = 1, ...places] = headers.get("X-Convscope-Shape")!.split(",").map(Number);
  const count = Math.min(Number(words.get("count") ?? 64), channels - first);
  const content = await whole.arrayBuffer(), each = content.byteLength / channels;
  const part = content.slice(first * each, (first + count) * each);
  let low = Infinity, high = -Infinity;
  for (const value of floatsIn(part, headers.get("X-Convscope-Dtype"))) {
    if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  headers.set("X-Convscope-Shape", [count, ...places].join(","));
  headers.set("X-Convscope-Range", low <= high ? `${low},${high}` : "0,0");
  return new Response(part, { headers });
}

function missing(): Response {
  const message = t("This was not computed beforehand."), hint = t("A page of `convscope serve` computes whatever is asked.");
  return Response.json({ error: { kind: "published", message, hint } }, { status: 404 });
}

const pictures = new SvelteMap<string, string>();
const asked = new Set<string>();
const NOTHING = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";

async function showPicture(address: string): Promise<void> {
  const found = await source.ask(address, {});
  if (found.ok) pictures.set(address, URL.createObjectURL(await found.blob()));
}

export const source: Source = {
  isPublished: true,
  words: published.words,
  async ask(address) {
    const key = keyOf(address), name = published.answers[key];
    return name ? answerNamed(name) : ((await mapsIn(key)) ?? missing());
  },
  pictureAt(address) {
    const found = pictures.get(address);
    if (!asked.has(address)) {
      asked.add(address);
      void showPicture(address);
    }
    return found ?? NOTHING;
  },
  mapsOf: (photo, layer) => blocks.get(`${photo} ${layer}`)?.count ?? 0,
  numbersOf: (photo, layer) => (worked.get(photo) ?? []).filter((unit) => unitOf(unit)?.layer === layer),
};
