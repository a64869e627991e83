/** Prefix of the caches; the rest of a cache's name says which build it holds. */
const PREFIX = "zarrdrop-";

/**
 * The files of one build of the page, kept for use without a network. Cache first: a page that was opened once never waits for
 * the network again, and never mixes two builds.
 */
export class OfflineCache {
  readonly #files: readonly (readonly [path: string, hash: string])[];
  readonly #scope: string;
  readonly #name: string;
  readonly #paths: ReadonlySet<string>;

  /** @param scope URL of the folder in which the page lies, with a slash at its end */
  constructor(files: readonly (readonly [path: string, hash: string])[], scope: string) {
    this.#files = files;
    this.#scope = scope;
    this.#name = PREFIX + nameOfBuild(files);
    this.#paths = new Set(files.map(([path]) => path));
  }

  /** Fetches every file; if one fails nothing is installed and the old build stays. Unchanged files come from the old cache. */
  async install(): Promise<void> {
    const cache = await caches.open(this.#name);
    await Promise.all(
      this.#files.map(async ([path]) => {
        const url = new URL(path, this.#scope).href;
        if (await cache.match(url)) return;
        // Names with a hash never change their content; the others are asked of the server anew.
        const response = await fetch(url, { cache: path.startsWith("assets/") ? "default" : "reload" });
        if (!response.ok) throw new Error(`${url}: ${response.status}`);
        await cache.put(url, response);
      }),
    );
  }

  /** Removes the caches of other builds. */
  async removeOld(): Promise<void> {
    const names = await caches.keys();
    await Promise.all(
      names.filter((name) => name.startsWith(PREFIX) && name !== this.#name).map((name) => caches.delete(name)),
    );
  }

  /** The answer to a request for one of the page's files, or null to let the browser do what it does. */
  respond(request: Request): Promise<Response> | null {
    const url = new URL(request.url);
    if (request.method !== "GET" || !url.href.startsWith(this.#scope)) return null;
    const path = url.pathname.slice(new URL(this.#scope).pathname.length);
    const wanted = path === "" ? "index.html" : path;
    if (!this.#paths.has(wanted)) return null;
    return this.#fromCache(new URL(wanted, this.#scope).href, request);
  }

  async #fromCache(url: string, request: Request): Promise<Response> {
    const cache = await caches.open(this.#name);
    const kept = await cache.match(url);
    // Browsers empty caches when disks run full.
    if (kept === undefined) return fetch(request);
    // A response that was redirected may not answer a navigation.
    return kept.redirected ? new Response(kept.body, { headers: kept.headers }) : kept;
  }
}

/** A short name that changes whenever any file does (FNV-1a over paths and hashes). */
function nameOfBuild(files: readonly (readonly [path: string, hash: string])[]): string {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(files)) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}
