import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OfflineCache } from "./offlineCache.ts";

const SCOPE = "https://example.org/tool/";
const FILES: [string, string][] = [
  ["assets/app-1.js", "aa"],
  ["index.html", "bb"],
];

describe("OfflineCache", () => {
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
    vi.stubGlobal(
      "fetch",
      vi.fn(
        async (input: string | Request) => new Response(`body of ${typeof input === "string" ? input : input.url}`),
      ),
    );
  });
  afterEach(() => vi.unstubAllGlobals());

  it("keeps every file and answers without the network", async () => {
    const cache = new OfflineCache(FILES, SCOPE);
    await cache.install();
    expect(fetch).toHaveBeenCalledTimes(2);
    vi.mocked(fetch).mockRejectedValue(new TypeError("offline"));
    const page = await cache.respond(new Request(SCOPE));
    expect(await page!.text()).toBe(`body of ${SCOPE}index.html`);
    const withQuery = await cache.respond(new Request(`${SCOPE}assets/app-1.js?x=1`));
    expect(await withQuery!.text()).toContain("app-1.js");
  });

  it("leaves other requests alone", () => {
    const cache = new OfflineCache(FILES, SCOPE);
    expect(cache.respond(new Request("https://elsewhere.org/index.html"))).toBeNull();
    expect(cache.respond(new Request(`${SCOPE}data.bin`))).toBeNull();
    expect(cache.respond(new Request(SCOPE, { method: "POST", body: "x" }))).toBeNull();
  });

  it("installs whole or not at all, and removes other builds only of its own", async () => {
    vi.mocked(fetch).mockResolvedValueOnce(new Response("", { status: 404 }));
    await expect(new OfflineCache(FILES, SCOPE).install()).rejects.toThrow("404");
    const old = new OfflineCache(FILES, SCOPE);
    await old.install();
    stores.set("somebody-else", new Map());
    const next = new OfflineCache([...FILES, ["icon.svg", "cc"]], SCOPE);
    await next.install();
    expect(stores.size).toBe(3);
    await next.removeOld();
    expect([...stores.keys()].includes("somebody-else")).toBe(true);
    expect(stores.size).toBe(2);
  });
});
