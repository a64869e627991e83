import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const MEDIA_TYPES: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};

/**
 * Serves a folder as hosts do that know no headers, GitHub Pages for one: types and nothing else, below a path of its own.
 *
 * @param options.without a file that it says it does not have
 * @param options.headers what it sends with each file all the same
 * @param options.answer what it says to a path that it does not have, by the path; null: nothing
 */
export async function serveBare(
  folder: string,
  options: { without?: string; headers?: Record<string, string>; answer?: (path: string) => string | null } = {},
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://host");
    const path = normalize(decodeURIComponent(pathname.replace(/^\/tool\//u, "")));
    const file = join(folder, path === "/" || path === "." || path === "" ? "index.html" : path);
    if (
      !pathname.startsWith("/tool/") ||
      path === options.without ||
      !file.startsWith(folder) ||
      !statSync(file, { throwIfNoEntry: false })?.isFile()
    ) {
      const answer = options.answer?.(path) ?? null;
      response.writeHead(answer === null ? 404 : 200, { "Cache-Control": "no-store" }).end(answer);
      return;
    }
    response.writeHead(200, {
      "Content-Type": MEDIA_TYPES[extname(file)] ?? "application/octet-stream",
      "Cache-Control": "max-age=600",
      ...options.headers,
    });
    response.end(request.method === "HEAD" ? undefined : readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    // A server that listens on a port has an address of this form.
    url: `http://localhost:${(server.address() as AddressInfo).port}/tool/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
