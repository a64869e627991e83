// Vite's own: the built script's address.
// oxlint-disable-next-line import/default
import workerScript from "../../workers/worker.ts?worker&url";
import type { ConversionApi, ReadingApi } from "../protocol/api.ts";
import { installErrorTransfer } from "../protocol/errorTransfer.ts";
import { type WatchedWorker, watchWorker } from "../protocol/watchedWorker.ts";
import { webThread } from "../protocol/webThread.ts";
import { ownScript } from "./ownScripts.ts";

installErrorTransfer();

/** Starts the worker that reads: identify, open, pixels of the preview. */
export function startReading(): WatchedWorker<ReadingApi> {
  return watchWorker(webThread(start("reading")));
}

/** Starts the worker that converts; it starts its own pool. */
export function startConversion(): WatchedWorker<ConversionApi> {
  return watchWorker(webThread(start("conversion")));
}

/** The name tells the script what the worker is for. */
function start(name: "reading" | "conversion"): Worker {
  return new Worker(ownScript(new URL(boundScript())), { type: "module", name });
}

let bound: string | null = null;

/**
 * The workers' script behind a line in a blob. A worker is bound by the policy that came with its script, and a host may send none;
 * a worker from a blob is bound by all that binds the page, its meta tag too, and so are the workers that it starts from there.
 */
function boundScript(): string {
  const line = `import ${JSON.stringify(new URL(workerScript, import.meta.url).href)};`;
  return (bound ??= URL.createObjectURL(new Blob([line], { type: "text/javascript" })));
}
