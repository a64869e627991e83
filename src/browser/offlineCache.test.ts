import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OfflineCache } from "./offlineCache.ts";

const SCOPE = "https://example.org/tool/";
const bodyOf = (url: string): string => `body of ${url}`;
/** Files of a build, each with the hash of what the host below gives. */
const listOf = (scope: string, ...paths: string[]): [string, string][] =>
  paths.map((path) => {
    const hash = createHash("sha256").update(bodyOf(scope + path));
    return [path, hash.digest("hex").slice(0, 16)];
  });
const FILES = listOf(SCOPE, "assets/app-1.js", "index.html");

const HEADERS = { "Content-Security-Policy": "default-src 'none'", "Referrer-Policy": "no-referrer" };

describe("OfflineCache", () => {
  const load = vi.fn<(request: Request) => Promise<Response>>();
  const offlineCache = (files = FILES, headers: Record<string, string> = HEADERS, scope = SCOPE) =>
    new OfflineCache({ files, scope, headers, load });
  const stores = new Map<string, Map<string, Response>>();
  beforeEach(() => {
    stores.clear();
    vi.stubGlobal("caches", {
      open: async (name: string) => {
        const store = stores.get(name) ?? new Map<string, Response>();
        stores.set(name, store);
        return {
          match: async (url: string) => store.get(url)?.clone(),
          put: async (url: string, response: Response) => void store.set(url, response),
        };
      },
      keys: async () => [...stores.keys()],
      delete: async (name: string) => stores.delete(name),
    });
    load.mockReset();
    load.mockImplementation(async ({ url }) => new Response(bodyOf(url)));
  });
  afterEach(() => vi.unstubAllGlobals());

  it("keeps every file and answers without the network", async () => {
    const cache = offlineCache();
    await cache.install();
    expect(load).toHaveBeenCalledTimes(2);
    load.mockRejectedValue(new TypeError("offline"));
    const page = await cache.respond(new Request(SCOPE));
    expect(await page!.text()).toBe(`body of ${SCOPE}index.html`);
    const withQuery = await cache.respond(new Request(`${SCOPE}assets/app-1.js?x=1`));
    expect(await withQuery!.text()).toContain("app-1.js");
  });

  it("leaves other requests alone", () => {
    const cache = offlineCache();
    expect(cache.respond(new Request("https://elsewhere.org/index.html"))).toBeNull();
    expect(cache.respond(new Request(`${SCOPE}data.bin`))).toBeNull();
    expect(cache.respond(new Request(SCOPE, { method: "POST", body: "x" }))).toBeNull();
    expect(cache.respond(new Request(SCOPE, { method: "HEAD" }))).toBeNull();
  });

  it("installs whole or not at all, and removes other builds only of its own", async () => {
    load.mockImplementation(async () => new Response("", { status: 404 }));
    await expect(offlineCache().install()).rejects.toThrow("404");
    load.mockImplementation(async ({ url }) => new Response(bodyOf(url)));
    const old = offlineCache();
    await old.install();
    stores.set("somebody-else", new Map());
    const next = offlineCache(listOf(SCOPE, "assets/app-1.js", "icon.svg", "index.html"));
    await next.install();
    expect(stores.size).toBe(3);
    await next.removeOld();
    expect([...stores.keys()].includes("somebody-else")).toBe(true);
    expect(stores.size).toBe(2);
  });

  it("takes no file of another build, and no page that a host gives for everything: nothing is installed", async () => {
    const kinds = [
      // A host of which index.html was not replaced yet, and one that answers with a page of its own what it does not have.
      async ({ url }: Request) => new Response(url.endsWith("index.html") ? "of the old build" : bodyOf(url)),
      async ({ url }: Request) => new Response(url.endsWith(".js") ? "<!doctype html>" : bodyOf(url)),
    ];
    for (const kind of kinds) {
      stores.clear();
      load.mockImplementation(kind);
      await expect(offlineCache().install()).rejects.toThrow("is not of this build");
    }
    // Nothing wrong was kept meanwhile.
    load.mockImplementation(async ({ url }) => new Response(bodyOf(url)));
    await offlineCache().install();
    const page = await offlineCache().respond(new Request(SCOPE));
    expect(await page!.text()).toBe(bodyOf(`${SCOPE}index.html`));
  });

  it("does not keep what the browser has wrong of a file: the host is asked past it", async () => {
    load.mockImplementation(async ({ url, cache }) => new Response(cache === "reload" ? bodyOf(url) : "cut off"));
    await offlineCache().install();
    const script = await offlineCache().respond(new Request(`${SCOPE}assets/app-1.js`));
    expect(await script!.text()).toBe(bodyOf(`${SCOPE}assets/app-1.js`));
  });

  it("installed again fetches what the browser threw away, and nothing else", async () => {
    await offlineCache().install();
    for (const store of stores.values()) store.delete(`${SCOPE}index.html`);
    load.mockClear();
    await offlineCache().install();
    expect(load.mock.calls.map(([{ url }]) => url)).toEqual([`${SCOPE}index.html`]);
  });

  it("leaves the pages in other folders of a host alone, those below its own too", async () => {
    const folders = [SCOPE, "https://example.org/tool/next/", "https://example.org/"];
    for (const scope of folders) await offlineCache(listOf(scope, "index.html"), HEADERS, scope).install();
    expect(stores.size).toBe(3);
    await offlineCache([], HEADERS, "https://example.org/").removeOld();
    await offlineCache().removeOld();
    expect([...stores.keys()].map((name) => new URL(name.slice("zarrdrop-".length), SCOPE).pathname)).toEqual([
      "/tool/next/",
    ]);
  });

  it("still has the files of another build, of which a page may be open, and asks the host for what nobody keeps", async () => {
    await offlineCache().install();
    const next = offlineCache(listOf(SCOPE, "assets/app-2.js"));
    await next.install();
    load.mockClear();
    const older = await next.respond(new Request(`${SCOPE}assets/app-1.js`));
    expect(await older!.text()).toContain("app-1.js");
    expect(load).not.toHaveBeenCalled();
    await next.removeOld();
    const unknown = await next.respond(new Request(`${SCOPE}assets/app-1.js`));
    expect(unknown!.headers.get("Referrer-Policy")).toBe("no-referrer");
    expect(load).toHaveBeenCalledTimes(1);
  });

  it("answers with the security headers, whatever the host sends, from the cache and past it", async () => {
    const weaker = { "Content-Security-Policy": "img-src *", "Referrer-Policy": "unsafe-url", "X-Other": "kept" };
    load.mockImplementation(async ({ url }) => new Response(bodyOf(url), { headers: weaker }));
    const cache = offlineCache();
    await cache.install();
    const fromCache = await cache.respond(new Request(SCOPE));
    // Browsers empty caches when disks run full.
    stores.clear();
    const fromHost = await cache.respond(new Request(SCOPE));
    for (const response of [fromCache!, fromHost!]) {
      expect(Object.fromEntries(response.headers)).toMatchObject({
        "content-security-policy": "img-src *, default-src 'none'",
        "referrer-policy": "no-referrer",
        "x-other": "kept",
      });
    }
  });

  it("keeps another cache for other headers, so that an update of the table reaches every file", async () => {
    await offlineCache().install();
    await offlineCache(FILES, { ...HEADERS, "X-New": "1" }).install();
    expect(stores.size).toBe(2);
  });
});
