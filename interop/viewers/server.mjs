import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

/** @type {Record<string, string>} */
const MEDIA_TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

/**
 * Serves a folder on this computer to pages of any origin as an object store would: whole files, ranges (`bytes=a-b`, `bytes=a-`,
 * `bytes=-n`), 404 for what is not there.
 *
 * @param {string} folder
 * @returns {Promise<{ url: string; partial: () => number; close: () => Promise<void> }>} `partial`: how many answers were parts of
 *   files up to now.
 */
export async function serveFolder(folder) {
  let partial = 0;
  const server = createServer((request, response) => {
    const headers = {
      "Access-Control-Allow-Origin": "*",
      "Access-Control-Allow-Headers": "Range",
      "Access-Control-Expose-Headers": "Accept-Ranges, Content-Length, Content-Range",
      "Accept-Ranges": "bytes",
      "Cache-Control": "no-store",
    };
    if (request.method === "OPTIONS") {
      response.writeHead(204, { ...headers, "Access-Control-Allow-Methods": "GET, HEAD" }).end();
      return;
    }
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, headers).end();
      return;
    }
    const content = readFileSync(file);
    const type = MEDIA_TYPES[extname(file)] ?? "application/octet-stream";
    const range = rangeOf(request.headers.range, content.length);
    if (range === null) {
      response.writeHead(416, { ...headers, "Content-Range": `bytes */${content.length}` }).end();
      return;
    }
    const part = range === undefined ? content : content.subarray(range.start, range.end);
    if (range !== undefined) {
      partial++;
      Object.assign(headers, { "Content-Range": `bytes ${range.start}-${range.end - 1}/${content.length}` });
    }
    response.writeHead(range === undefined ? 200 : 206, {
      ...headers,
      "Content-Type": type,
      "Content-Length": part.length,
    });
    response.end(request.method === "HEAD" ? undefined : part);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    partial: () => partial,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve(undefined));
        server.closeAllConnections();
      }),
  };
}

/**
 * The bytes that are asked for: undefined for all of them, null if the file has none of them.
 *
 * @param {string | undefined} header
 * @param {number} size
 * @returns {{ start: number; end: number } | null | undefined}
 */
function rangeOf(header, size) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (match === null) return undefined;
  const [, first = "", last = ""] = match;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  return start < end ? { start, end } : null;
}
