// What serves on this computer only, for the page and for stores. Plain JavaScript, no dependencies: npm start needs it before anything is built.

import { once } from "node:events";
import { createServer } from "node:http";

/**
 * Connections at once, each of which holds a piece of a file: browsers open six for a page, viewers are few. What comes beyond is turned away. One that
 * takes nothing for two minutes is ended: a page that hangs, a program that was stopped.
 */
const MOST_CONNECTIONS = 256;
const PATIENCE = 120_000;

/** What this computer is called by itself. */
const OWN_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Starts a server for this computer. Only requests to it by its own names come to `answer`: a page elsewhere whose name was made to point here
 * (DNS rebinding) gets nothing.
 *
 * @typedef {{ url: string; close: () => Promise<void> }} LocalServer
 * @param {{
 *   port: number;
 *   ifTaken: "another" | "fail";
 *   patience?: number;
 *   answer: (request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse, path: string) => void;
 * }} options `port` 0: any free one. `path`: decoded, without its query; "" where it cannot be decoded. What `answer` throws, before it
 *   wrote a head, is said to whoever asked. `patience`: milliseconds in which a connection has to move.
 * @returns {Promise<LocalServer>}
 */
export async function startLocalServer({ port, ifTaken, answer, patience = PATIENCE }) {
  /** @type {Set<string>} */
  const ownNames = new Set();
  const server = createServer((request, response) => {
    if (!ownNames.has(request.headers.host?.toLowerCase() ?? "")) {
      sayPlainly(request, response, 421, "This is not the server of that address.");
    } else {
      answerOrFail(request, response);
    }
  });
  /**
   * A file that is gone since, or cannot be read, is no reason to end.
   *
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   */
  const answerOrFail = (request, response) => {
    try {
      answer(request, response, pathOf(request.url ?? "/"));
    } catch {
      sayPlainly(request, response, 500, "This cannot be read.");
    }
  };
  server.maxConnections = MOST_CONNECTIONS;
  server.timeout = patience;
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

/**
 * An answer of one sentence.
 *
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 * @param {number} status
 * @param {string} text
 */
export function sayPlainly(request, response, status, text) {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
  response.end(request.method === "HEAD" ? undefined : `${text}\n`);
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
