// The built page, on this computer only. Plain JavaScript, no dependencies: npm start needs it before anything is built.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { sayPlainly, startLocalServer } from "./localServer.mjs";

/** A fixed port, because what the page keeps (unfinished jobs, the offline copy) belongs to its address. */
export const PAGE_PORT = 5420;

/** @type {Record<string, string>} */
const MEDIA_TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};

/**
 * Serves the files of a built page, every response with the headers that the build recorded in `_headers` (they come from
 * `securityHeaders.ts`). Only files that are there at the start are served: no path of a request ever meets the disk.
 *
 * @param {{ folder: string; port: number; ifTaken: "another" | "fail" }} options `port` 0: any free one.
 */
export function servePage({ folder, port, ifTaken }) {
  const headers = readHeaders(join(folder, "_headers"));
  const files = new Map(filesBelow(folder).map((name) => [`/${name}`, join(folder, name)]));
  files.delete("/_headers");
  const index = files.get("/index.html");
  if (index !== undefined) files.set("/", index);
  return startLocalServer({
    port,
    ifTaken,
    answer(request, response, path) {
      const file = files.get(path);
      const isRead = request.method === "GET" || request.method === "HEAD";
      for (const [name, value] of headers) response.setHeader(name, value);
      if (!isRead) {
        sayPlainly(request, response, 405, "Only GET and HEAD");
      } else if (file === undefined) {
        sayPlainly(request, response, 404, "Not found");
      } else {
        const content = readFileSync(file);
        response.writeHead(200, {
          "Content-Type": MEDIA_TYPES[extname(file)] ?? "application/octet-stream",
          "Content-Length": content.length,
          // Files under assets/ carry a hash of their content in their name.
          "Cache-Control": file.startsWith(join(folder, "assets/"))
            ? "public, max-age=31536000, immutable"
            : "no-cache",
        });
        response.end(request.method === "HEAD" ? undefined : content);
      }
    },
  });
}

/**
 * The headers for all paths in a file of the form that static hosts read: a path pattern, then indented `Name: value` lines.
 *
 * @param {string} file
 * @returns {[string, string][]}
 */
function readHeaders(file) {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("  "))
    .map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    });
}

/**
 * @param {string} folder
 * @param {string} [prefix]
 * @returns {string[]}
 */
function filesBelow(folder, prefix = "") {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path, `${prefix}${name}/`) : [prefix + name];
  });
}
