import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin, type UserConfig } from "vite";

// Where `npm run dev` finds a server that runs, and the token that it was started with.
const SERVER = process.env.CONVSCOPE_SERVER ?? "http://127.0.0.1:8750";
const TOKEN = process.env.CONVSCOPE_TOKEN;

const TARGET = ["chrome123", "firefox121", "safari17.5"];

/** A running server is asked through `npm run dev`, with headers by which it takes the questions for its own page's. */
const running = (): Plugin => ({
  name: "convscope",
  apply: "serve",
  async configureServer({ config }) {
    const headers = await known();
    for (const one of Object.values(config.server.proxy ?? {})) Object.assign(one, { headers });
  },
});

async function known(): Promise<Record<string, string>> {
  if (!TOKEN) throw new Error("Put the token of a running `convscope serve --token ...` into CONVSCOPE_TOKEN.");
  const door = await fetch(`${SERVER}/?token=${encodeURIComponent(TOKEN)}`);
  const cookie = door.headers.getSetCookie()[0]?.split(";")[0];
  if (!door.ok || !cookie) throw new Error(`${SERVER} does not take this token.`);
  return { cookie, origin: SERVER };
}

/** The page with answers that were computed beforehand is one classic script: a file may load no modules. */
const published: UserConfig = {
  publicDir: "published",
  plugins: [svelte()],
  resolve: { alias: { $source: fileURLToPath(new URL("src/source/published.ts", import.meta.url)) } },
  build: {
    outDir: "../src/convscope/server/publishing/page",
    emptyOutDir: true,
    target: TARGET,
    cssCodeSplit: false,
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: "src/published.ts",
      transform: { define: { "import.meta": "{}" } }, // of Vite's own helper, which a script without modules never calls
      output: { format: "iife", codeSplitting: false, entryFileNames: "page.js", assetFileNames: "page[extname]" },
    },
  },
};

const served: UserConfig = {
  base: "./", // behind any proxy
  plugins: [svelte(), running()],
  resolve: { alias: { $source: fileURLToPath(new URL("src/source/served.ts", import.meta.url)) } },
  server: {
    fs: { allow: [".."] }, // the weights of the lecture's network lie in the package
    proxy: {
      "/api": { target: SERVER, changeOrigin: true },
      "/static/words.json": { target: SERVER, changeOrigin: true },
    },
  },
  build: {
    outDir: "../src/convscope/server/page",
    emptyOutDir: true,
    target: TARGET,
    assetsInlineLimit: 0, // the policy of the server allows no data: addresses
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: ["index.html", "enter.html"],
      // Names without digests, so that a change of one view changes one file; the server's ETags tell versions apart.
      output: {
        entryFileNames: "static/[name].js",
        chunkFileNames: "static/[name].js",
        assetFileNames: "static/[name][extname]",
        // What views share is one file, and each view one of its own.
        codeSplitting: {
          groups: [
            { name: "svelte", test: /node_modules/ },
            { name: "shared", test: /src\/(api|canvas|i18n|parts|source|state)\// },
          ],
        },
      },
    },
  },
};

// `vite build` and `vite build --mode published`
export default defineConfig(({ mode }) => (mode === "published" ? published : served));
