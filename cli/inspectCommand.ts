import { basename, dirname } from "node:path";
import { parseArgs } from "node:util";
import type { ImageReader } from "../src/formats/reader.ts";
import { openImage } from "../src/formats/registry.ts";
import { asZarrdropError } from "../src/model/errors.ts";
import type { SourceReference } from "../src/model/references.ts";
import { inspectStore } from "../src/store/inspectStore.ts";
import { openSink } from "../src/store/openSink.ts";
import type { StoreProblem } from "../src/store/validation/problem.ts";
import { inspectReader, sceneText } from "./inspect.ts";
import { nodeSource } from "./nodeSource.ts";
import { print } from "./print.ts";
import { UsageError } from "./usage.ts";

const USAGE = `Usage: npm run --silent inspect -- SOURCE [--json] [--hash] [--order AXES]
  --json        print JSON
  --hash        add the SHA-256 of each scene's pixels (level 0, C order, little-endian)
  --order AXES  order of axes for the hash, such as TCZYX
  --sequence T  the files in and below a folder are one image: a template such as t{t}/img_z{z}.tif, or auto
Exit codes: 0 a file, or a complete store; 3 an incomplete store (a conversion that has not ended); 4 a damaged store.`;

/** Exit codes of what a store can be. */
const STATE_CODES = { complete: 0, incomplete: 3, damaged: 4 } as const;

/** `inspect SOURCE`: what a file or store holds. The exit code says what state a store is in. */
export async function runInspect(words: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseInspect(words);
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (positionals.length !== 1) throw new UsageError(USAGE);
  const source = await nodeSource(positionals[0]!, values.sequence ?? null, signal);
  const store = source.kind === "node" && source.main === "" ? await inspectFolder(source.folder, signal) : null;
  const code = store === null ? 0 : STATE_CODES[store.state];
  const reader = await openUnlessBroken(source, store, signal);
  if (reader === null) {
    print(values.json === true ? jsonText({ scenes: [], store }) : `${storeText(store!)}\n`);
    return code;
  }
  try {
    const { description } = reader;
    const scenes = await inspectReader(reader, { hash: values.hash === true, order: values.order ?? null, signal });
    if (values.json === true) {
      const { format, formatName, files, attachments, notes } = description;
      const result = { format, formatName, scenes, files, attachments, notes };
      print(jsonText(store === null ? result : { ...result, store }));
    } else {
      const lines = [`${description.name}: ${description.formatName}`];
      for (const scene of scenes) lines.push(`  ${sceneText(scene)}`);
      for (const scene of scenes) if (scene.sha256 !== undefined) lines.push(`  ${scene.sha256}  ${scene.name}`);
      if (store !== null) lines.push(`  ${storeText(store)}`);
      for (const note of description.notes) lines.push(`  ${note}`);
      print(`${lines.join("\n")}\n`);
    }
    return code;
  } finally {
    reader.close();
  }
}

/** Null for a store that has no image that could be opened: it is incomplete, or damaged too much. */
async function openUnlessBroken(
  source: SourceReference,
  store: InspectedStore | null,
  signal: AbortSignal,
): Promise<ImageReader | null> {
  if (store?.state === "incomplete") return null;
  try {
    return await openImage(source, signal);
  } catch (thrown) {
    if (store?.state !== "damaged" || asZarrdropError(thrown).kind === "cancelled") throw thrown;
    return null;
  }
}

/** What is said of an OME-Zarr folder beside its scenes. */
type InspectedStore = {
  state: "incomplete" | "damaged" | "complete";
  complete: boolean;
  /** An unfinished conversion can go on: run the same `convert` again. */
  resumable: boolean;
  /** Time points were being added to it: `restore` gives it back as it was before. */
  restorable: boolean;
  zarrFormat: 2 | 3 | null;
  ngffVersion: string | null;
  images: number;
  files: number;
  bytes: number;
  problems: StoreProblem[];
};

/** Null when the folder is no store. */
async function inspectFolder(folder: string, signal: AbortSignal): Promise<InspectedStore | null> {
  const sink = await openSink({ kind: "node", folder: dirname(folder) }, basename(folder), true);
  const { state, marker, zarrFormat, ngffVersion, images, files, bytes, problems } = await inspectStore(sink, signal);
  if (state === "none") return null;
  const resumable = state === "incomplete" && marker !== null;
  const restorable = resumable && marker.output.time.append !== false;
  const complete = state === "complete";
  return { state, complete, resumable, restorable, zarrFormat, ngffVersion, images, files, bytes, problems };
}

function storeText({ state, resumable, restorable, files, bytes, problems }: InspectedStore): string {
  const size = `${files} files, ${(bytes / 2 ** 20).toFixed(1)} MiB`;
  const further = resumable ? "; the same conversion can go on where it stopped" : "";
  const back = restorable ? ", and `restore` gives the store back as it was before" : "";
  return [
    `store: ${state}, ${size}${further}${back}`,
    ...problems.filter(({ severity }) => severity !== "information").map(problemText),
  ].join("\n");
}

function problemText({ severity, where, message }: StoreProblem): string {
  return `    ${severity}: ${where === "" ? "" : `${where}: `}${message}`;
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function parseInspect(words: string[]) {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        hash: { type: "boolean" },
        order: { type: "string" },
        sequence: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (thrown) {
    throw new UsageError(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${USAGE}`);
  }
}
