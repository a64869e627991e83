import { protectedResponse } from "./protectedResponse.ts";

/** What the cache is made of, and how it gets there. */
export type OfflineFiles = {
  files: readonly (readonly [path: string, hash: string])[];
  /** URL of the folder in which the page lies, with a slash at its end. */
  scope: string;
  /** Security headers of every answer. */
  headers: Readonly<Record<string, string>>;
  /** Asks the page's own server. */
  load: (request: Request) => Promise<Response>;
};

/** Prefix of the caches; the rest of a cache's name says which build it holds. */
const PREFIX = "zarrdrop-";

/**
 * The files of one build of the page, kept for use without a network. Cache first: a page that was opened once never waits for
 * the network again, and never mixes two builds: one that is open while another build takes over still gets the files of its own. Every answer carries the page's security headers, whatever its host sends.
 */
export class OfflineCache {
  readonly #from: OfflineFiles;
  readonly #name: string;
  readonly #paths: ReadonlySet<string>;

  constructor(from: OfflineFiles) {
    this.#from = from;
    this.#name = PREFIX + nameOfBuild(from.files, from.headers);
    this.#paths = new Set(from.files.map(([path]) => path));
  }

  /** Fetches every file; if one fails nothing is installed and the old build stays. Unchanged files come from the old cache. */
  async install(): Promise<void> {
    const cache = await caches.open(this.#name);
    await Promise.all(
      this.#from.files.map(async ([path]) => {
        const url = new URL(path, this.#from.scope).href;
        if (await cache.match(url)) return;
        // Names with a hash never change their content; the others are asked of the server anew.
        const cacheMode = path.startsWith("assets/") ? "default" : "reload";
        const response = await this.#from.load(new Request(url, { cache: cacheMode }));
        if (!response.ok) throw new Error(`${url}: ${response.status}`);
        // Kept as it will be served: a browser keeps what it compiles of a script only for answers that come as they lie in the cache.
        await cache.put(url, protectedResponse(response, this.#from.headers));
      }),
    );
  }

  /** Removes the caches of other builds. Only while no page of theirs is open. */
  async removeOld(): Promise<void> {
    const names = await caches.keys();
    await Promise.all(
      names.filter((name) => name.startsWith(PREFIX) && name !== this.#name).map((name) => caches.delete(name)),
    );
  }

  /**
   * The answer to a request for one of the page's files, or null to let the browser do what it does; so it does where only headers are
   * asked for, by which the page learns what its host sends.
   */
  respond(request: Request): Promise<Response> | null {
    const url = new URL(request.url);
    if (request.method !== "GET" || !url.href.startsWith(this.#from.scope)) return null;
    const path = url.pathname.slice(new URL(this.#from.scope).pathname.length);
    const wanted = path === "" ? "index.html" : path;
    const address = new URL(wanted, this.#from.scope).href;
    if (this.#paths.has(wanted)) return this.#fromCache(address, request);
    // Names with a hash are of one build only: of another one, a page of which is open.
    return wanted.startsWith("assets/") ? this.#fromOther(address, request) : null;
  }

  async #fromOther(url: string, request: Request): Promise<Response> {
    for (const name of await caches.keys()) {
      const kept = name.startsWith(PREFIX) ? await (await caches.open(name)).match(url) : undefined;
      if (kept !== undefined) return kept;
    }
    return protectedResponse(await this.#from.load(request), this.#from.headers);
  }

  async #fromCache(url: string, request: Request): Promise<Response> {
    const cache = await caches.open(this.#name);
    const kept = await cache.match(url);
    // Browsers empty caches when disks run full.
    return kept ?? protectedResponse(await this.#from.load(request), this.#from.headers);
  }
}

/** A short name that changes whenever any file or header does (FNV-1a). */
function nameOfBuild(...parts: readonly unknown[]): string {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(parts)) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}
