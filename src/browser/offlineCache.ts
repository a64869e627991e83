import { protectedResponse } from "./protectedResponse.ts";

/** What the cache is made of, and how it gets there. */
export type OfflineFiles = {
  /** Of each file its path and the first 16 digits of its SHA-256. */
  files: readonly (readonly [path: string, hash: string])[];
  /** URL of the folder in which the page lies, with a slash at its end. */
  scope: string;
  /** Security headers of every answer. */
  headers: Readonly<Record<string, string>>;
  /** Asks the page's own server. */
  load: (request: Request) => Promise<Response>;
};

/** A cache's name begins with this and the page's folder (all folders of a host share its caches); the rest says which build it holds. */
const PREFIX = "zarrdrop-";

/**
 * The files of one build of the page, kept for use without a network. Cache first: a page that was opened once never waits for
 * the network again, and never mixes two builds: one that is open while another build takes over still gets the files of its own. Every answer carries the page's security headers, whatever its host sends.
 */
export class OfflineCache {
  readonly #from: OfflineFiles;
  /** Of the caches of this folder, and of no other: `/a/` has none that `/a/b/` could take for its own. */
  readonly #prefix: string;
  readonly #name: string;
  readonly #paths: ReadonlySet<string>;

  constructor(from: OfflineFiles) {
    this.#from = from;
    this.#prefix = `${PREFIX}${new URL(from.scope).pathname}#`;
    this.#name = this.#prefix + nameOfBuild(from.files, from.headers);
    this.#paths = new Set(from.files.map(([path]) => path));
  }

  /**
   * Fetches every file that is not there; if one fails, or is not what this build has under that name, nothing is installed and the old
   * build stays. Done again, it fetches what the browser has thrown away.
   */
  async install(): Promise<void> {
    const cache = await caches.open(this.#name);
    await Promise.all(
      this.#from.files.map(async ([path, hash]) => {
        const url = new URL(path, this.#from.scope).href;
        if (await cache.match(url)) return;
        // Kept as it will be served: a browser keeps what it compiles of a script only for answers that come as they lie in the cache.
        await cache.put(url, protectedResponse(await this.#loadExactly(url, hash), this.#from.headers));
      }),
    );
  }

  /**
   * A file with the content that it has in this build. A host that is just being updated has some of another one, and there are hosts and
   * networks that answer everything with a page of their own.
   */
  async #loadExactly(url: string, hash: string): Promise<Response> {
    // What the browser itself still has will do, if it is that.
    const inBrowser = await this.#from.load(new Request(url, { cache: "default" }));
    if (inBrowser.ok && (await hashOf(inBrowser.clone())) === hash) return inBrowser;
    const response = await this.#from.load(new Request(url, { cache: "reload" }));
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    if ((await hashOf(response.clone())) !== hash) throw new Error(`${url} is not of this build`);
    return response;
  }

  /** Removes the caches of other builds. Only while no page of theirs is open. */
  async removeOld(): Promise<void> {
    const names = await caches.keys();
    await Promise.all(
      names.filter((name) => name.startsWith(this.#prefix) && name !== this.#name).map((name) => caches.delete(name)),
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
      const kept = name.startsWith(this.#prefix) ? await (await caches.open(name)).match(url) : undefined;
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

async function hashOf(response: Response): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await response.arrayBuffer()));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A short name that changes whenever any file or header does (FNV-1a). */
function nameOfBuild(...parts: readonly unknown[]): string {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(parts)) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}
