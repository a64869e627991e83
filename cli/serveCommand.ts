import { basename } from "node:path";
import { openStoreDirectory } from "../src/convert/validation/openedStore.ts";
import { sourceAt } from "../src/door/node/sourceAt.ts";
import { ZarrdropError } from "../src/model/errors.ts";
import { STORE_MARKER } from "../src/model/storeMarker.ts";
import { print } from "./print.ts";
import { servedFolder } from "./servedFolder.ts";
import { serveStores, type ServedStore } from "./storeServer.ts";
import { untilStopped } from "./untilStopped.ts";
import { parseWords, UsageError } from "./usage.ts";

/** Where viewers are that people use; a page of another address is named with --origin. */
const VIEWERS = {
  vizarr: "https://hms-dbmi.github.io/vizarr/?source=",
  validator: "https://ome.github.io/ome-ngff-validator/?source=",
  neuroglancer: "https://neuroglancer-demo.appspot.com/",
};

const USAGE = `Usage: zarrdrop serve STORE… [--port N] [--origin ORIGIN]
Serves OME-Zarr stores (folders, .ozx, .zip) on this computer, to be read only, and says what to paste into viewers.
  --port N         the port (5430; another one if it is taken)
  --origin ORIGIN  pages of this address may read the stores, too (again for another; * for all). Those of vizarr,
                   neuroglancer, the NGFF validator and of this computer may anyway, and programs on it.
Ctrl-C ends it.`;

const OPTIONS = {
  port: { type: "string" },
  origin: { type: "string", multiple: true },
  help: { type: "boolean", short: "h" },
} as const;

const DEFAULT_PORT = "5430";

/** `serve STORE…`: stores for viewers in a browser, until it is stopped. */
export async function runServe(words: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseWords(words, OPTIONS, USAGE);
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const port = Number(values.port ?? DEFAULT_PORT);
  if (positionals.length === 0 || !Number.isInteger(port) || port < 0 || port > 65535) throw new UsageError(USAGE);
  const stores = new Map<string, ServedStore>();
  for (const path of positionals) {
    const { name, store } = await storeAt(path, signal);
    stores.set(freeName(name, stores), store);
  }
  const viewers = Object.values(VIEWERS).map((address) => new URL(address).origin);
  const origins = [...viewers, ...(values.origin ?? [])];
  const server = await serveStores({ stores, origins, port, ifTaken: "another" });
  for (const [name, store] of stores) print(await pasteText(server.url, name, store));
  await untilStopped(server, signal);
  return 0;
}

async function storeAt(path: string, signal: AbortSignal): Promise<{ name: string; store: ServedStore }> {
  const reference = await sourceAt(path);
  const { folder, main } = reference;
  const name = basename(main === "" ? folder : main);
  const store = main === "" ? await servedFolder(folder) : (await openStoreDirectory(reference, signal)).directory;
  if (!(await holds(store, STORE_MARKER)) && (await isStore(store))) return { name, store };
  throw new ZarrdropError("unsupported-format", `${path} is no whole OME-Zarr store.`, {
    file: path,
    advice: "`zarrdrop inspect` says what it is.",
  });
}

async function isStore(store: ServedStore): Promise<boolean> {
  return (await isVersion3(store)) || (await holds(store, ".zgroup")) || (await holds(store, ".zarray"));
}

function isVersion3(store: ServedStore): Promise<boolean> {
  return holds(store, "zarr.json");
}

async function holds(store: ServedStore, path: string): Promise<boolean> {
  return (await store.open(path)) !== null;
}

/** Of two stores of one name, the second is told apart by a number before its ending. */
function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(name)) return name;
  const [, stem = name, ending = ""] = /^(.*?)((?:\.ome)?\.\w+)$/u.exec(name) ?? [];
  for (let number = 2; ; number++) if (!taken.has(`${stem}-${number}${ending}`)) return `${stem}-${number}${ending}`;
}

async function pasteText(server: string, name: string, store: ServedStore): Promise<string> {
  const address = server + encodeURIComponent(name);
  const source = encodeURIComponent(address);
  const driver = (await isVersion3(store)) ? "zarr3" : "zarr2";
  return `${[
    address,
    `  vizarr          ${VIEWERS.vizarr}${source}`,
    `  NGFF validator  ${VIEWERS.validator}${source}`,
    `  neuroglancer    ${VIEWERS.neuroglancer}, as source of a new layer: ${address}/|${driver}:`,
  ].join("\n")}\n`;
}
