// A static server for the built page, on this computer only. No dependencies: it must run before anything is known to work.
//
//   node scripts/serve.mjs [folder] [port]

import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

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
  ".woff2": "font/woff2",
};

/** What this computer is called by itself. */
const OWN_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Serves the files of a built page, every response with the headers that the build recorded in `_headers` (they come from
 * `securityHeaders.ts`). Only files that are there at the start are served: no path of a request ever meets the disk. Only requests to
 * this computer by its own names are answered: a page elsewhere whose name was made to point here (DNS rebinding) gets nothing.
 *
 * @param {{ folder: string; port: number; ifTaken: "another" | "fail" }} options `port` 0: any free one.
 * @returns {Promise<{ url: string; close: () => Promise<void> }>}
 */
export async function serve({ folder, port, ifTaken }) {
  const headers = readHeaders(join(folder, "_headers"));
  const files = new Map(filesBelow(folder).map((name) => [`/${name}`, join(folder, name)]));
  files.delete("/_headers");
  const index = files.get("/index.html");
  if (index !== undefined) files.set("/", index);

  /** @type {Set<string>} */
  const ownNames = new Set();
  const server = createServer((request, response) => {
    if (!ownNames.has(request.headers.host?.toLowerCase() ?? "")) {
      response.writeHead(421, { "Content-Type": "text/plain; charset=utf-8" });
      response.end("This is not the server of that address.\n");
      return;
    }
    const file = files.get(pathOf(request.url ?? "/"));
    const isRead = request.method === "GET" || request.method === "HEAD";
    for (const [name, value] of headers) response.setHeader(name, value);
    if (!isRead || file === undefined) {
      const text = isRead ? "Not found\n" : "Only GET and HEAD\n";
      response.writeHead(isRead ? 404 : 405, { "Content-Type": "text/plain; charset=utf-8" });
      response.end(request.method === "HEAD" ? undefined : text);
      return;
    }
    const content = readFileSync(file);
    response.writeHead(200, {
      "Content-Type": MEDIA_TYPES[extname(file)] ?? "application/octet-stream",
      "Content-Length": content.length,
      // Files under assets/ carry a hash of their content in their name.
      "Cache-Control": file.startsWith(join(folder, "assets/")) ? "public, max-age=31536000, immutable" : "no-cache",
    });
    response.end(request.method === "HEAD" ? undefined : content);
  });
  const taken = await listen(server, port, ifTaken);
  // Browsers leave the port out where it is the one of http.
  const ports = taken === 80 ? ["", ":80"] : [`:${taken}`];
  for (const name of OWN_NAMES) for (const each of ports) ownNames.add(name + each);
  return {
    url: `http://localhost:${taken}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve(undefined));
        server.closeAllConnections();
      }),
  };
}

/** @param {string} url */
function pathOf(url) {
  try {
    return decodeURIComponent(url.split(/[?#]/, 1)[0] ?? "");
  } catch {
    return "";
  }
}

/**
 * @param {import("node:http").Server} server
 * @param {number} port
 * @param {"another" | "fail"} ifTaken
 * @returns {Promise<number>}
 */
async function listen(server, port, ifTaken) {
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    if (!isTaken || ifTaken === "fail") throw error;
    return listen(server, 0, "fail");
  }
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serve({
    folder: process.argv[2] ?? fileURLToPath(new URL("../dist/app", import.meta.url)),
    port: Number(process.argv[3] ?? 0),
    ifTaken: "fail",
  });
  console.log(url);
}
