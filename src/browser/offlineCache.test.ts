import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OfflineCache } from "./offlineCache.ts";

const SCOPE = "https://example.org/tool/";
const FILES: [string, string][] = [
  ["assets/app-1.js", "aa"],
  ["index.html", "bb"],
];

const HEADERS = { "Content-Security-Policy": "default-src 'none'", "Referrer-Policy": "no-referrer" };

describe("OfflineCache", () => {
  const load = vi.fn<(request: Request) => Promise<Response>>();
  const offlineCache = (files = FILES, headers: Record<string, string> = HEADERS) =>
    new OfflineCache({ files, scope: SCOPE, headers, load });
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
    load.mockImplementation(async ({ url }) => new Response(`body of ${url}`));
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
    load.mockResolvedValueOnce(new Response("", { status: 404 }));
    await expect(offlineCache().install()).rejects.toThrow("404");
    const old = offlineCache();
    await old.install();
    stores.set("somebody-else", new Map());
    const next = offlineCache([...FILES, ["icon.svg", "cc"]]);
    await next.install();
    expect(stores.size).toBe(3);
    await next.removeOld();
    expect([...stores.keys()].includes("somebody-else")).toBe(true);
    expect(stores.size).toBe(2);
  });

  it("still has the files of another build, of which a page may be open, and asks the host for what nobody keeps", async () => {
    await offlineCache().install();
    const next = offlineCache([["assets/app-2.js", "dd"]]);
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
    load.mockImplementation(async ({ url }) => new Response(url, { status: 200, headers: weaker }));
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
