import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { ByteDirectory, ByteSource } from "../src/bytes/source.ts";
import { sayPlainly, startLocalServer } from "./localServer.mjs";

/** A store as it is served: a file that was opened is that one for as long as it is sent, or the reading of it fails. */
export type ServedStore = Pick<ByteDirectory, "open">;

/** What is served. */
export type StoreServerOptions = {
  /** By the name that each has in addresses. */
  stores: ReadonlyMap<string, ServedStore>;
  /** Pages that may read them, as browsers name them ("https://example.org"); "*": all. Those of this computer may anyway. */
  origins: readonly string[];
  port: number;
  ifTaken: "another" | "fail";
  /** Milliseconds after which a connection on which nothing moves is ended; two minutes when nothing is said. */
  patience?: number;
};

/** Of a file, at once: as much as each connection holds, whether its viewer takes it or not. */
const PIECE_BYTES = 256 * 2 ** 10;

/** A page that this computer serves itself. */
const OWN_ORIGIN = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/u;

const EXPOSED = "Accept-Ranges, Content-Length, Content-Range";

/**
 * Serves stores to viewers in this computer's browser, and to programs on it: to be read only, also in parts, which sharded stores need. A page of
 * another origin than the named gets nothing: a store is not to be read by every page that somebody happens to visit.
 */
export function serveStores({ stores, origins, ...listening }: StoreServerOptions) {
  const mayRead = (origin: string): boolean =>
    OWN_ORIGIN.test(origin) || origins.includes(origin) || origins.includes("*");
  return startLocalServer({
    ...listening,
    answer(request, response, path) {
      const { origin } = request.headers;
      response.setHeader("X-Content-Type-Options", "nosniff");
      response.setHeader("Vary", "Origin");
      if (origin !== undefined && !mayRead(origin)) {
        sayPlainly(request, response, 403, `Pages of ${origin} may not read this: see --origin.`);
        return;
      }
      response.setHeader("Cross-Origin-Resource-Policy", origin === undefined ? "same-origin" : "cross-origin");
      if (origin !== undefined) {
        response.setHeader("Access-Control-Allow-Origin", origin);
        response.setHeader("Access-Control-Expose-Headers", EXPOSED);
      }
      if (request.method === "OPTIONS") allow(response);
      else if (request.method !== "GET" && request.method !== "HEAD") {
        sayPlainly(request, response, 405, "Stores are only read here.");
      } else {
        // A file that changes while it is sent, a viewer that goes away: the connection ends, and no half file passes for a whole one.
        answerFile(request, response, fileAt(stores, path)).catch(() => response.destroy());
      }
    },
  });
}

/** What browsers ask before a page of another origin may ask for parts, or ask this computer at all. */
function allow(response: ServerResponse): void {
  response.setHeader("Access-Control-Allow-Methods", "GET, HEAD");
  response.setHeader("Access-Control-Allow-Headers", "Range");
  response.setHeader("Access-Control-Allow-Private-Network", "true");
  response.writeHead(204).end();
}

type StoreFile = { store: ServedStore; path: string };

/** Null for what cannot be in a store. */
function fileAt(stores: ReadonlyMap<string, ServedStore>, path: string): StoreFile | null {
  const [, name = "", ...segments] = path.split("/");
  const store = stores.get(name);
  const isInside = segments.length > 0 && segments.every((segment) => !["", ".", ".."].includes(segment));
  const inside = segments.join("/");
  // Windows would take a backslash for a slash, and a colon for a drive or a stream.
  return store === undefined || !isInside || /[\\:\0]/u.test(inside) ? null : { store, path: inside };
}

async function answerFile(request: IncomingMessage, response: ServerResponse, file: StoreFile | null): Promise<void> {
  // A file that cannot be looked at is none to others.
  const source = file === null ? null : await file.store.open(file.path).catch(() => null);
  if (file === null || source === null) {
    sayPlainly(request, response, 404, "Not found");
    return;
  }
  const { size } = source;
  response.setHeader("Accept-Ranges", "bytes");
  response.setHeader("Cache-Control", "no-cache");
  response.setHeader(
    "Content-Type",
    /(?:\.json|\.z\w+)$/u.test(file.path) ? "application/json" : "application/octet-stream",
  );
  const range = parseRange(request.headers.range, size);
  if (range === "outside") {
    response.setHeader("Content-Range", `bytes */${size}`);
    sayPlainly(request, response, 416, "The file does not reach there.");
    return;
  }
  const { offset, length } = range ?? { offset: 0, length: size };
  if (range !== null) response.setHeader("Content-Range", `bytes ${offset}-${offset + length - 1}/${size}`);
  response.writeHead(range === null ? 200 : 206, { "Content-Length": length });
  if (request.method === "HEAD") response.end();
  else await pipeline(pieces(source, offset, length), response);
}

async function* pieces(source: ByteSource, offset: number, length: number): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < length; done += PIECE_BYTES) {
    yield await source.read(offset + done, Math.min(PIECE_BYTES, length - done));
  }
}

/**
 * The part that is asked for (RFC 9110, section 14.2). Null for the whole: nothing is asked, or several parts, or what is no range, all of which a server
 * passes over.
 */
function parseRange(header: string | undefined, size: number): { offset: number; length: number } | "outside" | null {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/u.exec(header ?? "") ?? [];
  if (first === "" && last === "") return null;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  // The last byte before the first: no range.
  if (first !== "" && last !== "" && Number(last) < start) return null;
  return start < end ? { offset: start, length: end - start } : "outside";
}
