import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ZarrdropError } from "../src/model/errors.ts";
import { openInBrowser } from "./openInBrowser.mjs";
import { print } from "./print.ts";
import { PAGE_PORT, servePage } from "./servePage.mjs";
import { untilStopped } from "./untilStopped.ts";
import { parseWords, UsageError } from "./usage.ts";

const USAGE = `Usage: zarrdrop page [--port N]
Serves the page on this computer only and opens it in the browser (BROWSER=none: does not open it). Ctrl-C ends it.
  --port N  the port (${PAGE_PORT}; another one if it is taken)`;

const OPTIONS = { port: { type: "string" }, help: { type: "boolean", short: "h" } } as const;

/** `page`: the page of this very version, until it is stopped. */
export async function runPage(words: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseWords(words, OPTIONS, USAGE);
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const port = Number(values.port ?? PAGE_PORT);
  if (positionals.length > 0 || !Number.isInteger(port) || port < 0 || port > 65535) throw new UsageError(USAGE);
  const server = await servePage({ folder: pageFolder(), port, ifTaken: "another" });
  print(`Zarrdrop is at ${server.url} (stop it with Ctrl+C)\n`);
  if (process.env["BROWSER"] !== "none") openInBrowser(server.url);
  await untilStopped(server, signal);
  return 0;
}

/** In the package it lies beside the engine, in the repository beside the built command line. */
function pageFolder(): string {
  const places = ["../../page/", "../app/"].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const found = places.find((folder) => existsSync(`${folder}index.html`));
  if (found !== undefined) return found;
  throw new ZarrdropError("unsupported-feature", "The page is not built.", {
    advice: "`npm start` builds and serves it.",
  });
}
