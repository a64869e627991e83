import { wrap } from "comlink";
import type { Remote } from "comlink";
// Vite's own: the built script's address.
// oxlint-disable-next-line import/default
import workerScript from "../../workers/worker.ts?worker&url";
import { ZarrdropError } from "../model/errors.ts";
import type { ConversionApi, ReadingApi } from "../protocol/api.ts";
import { installErrorTransfer } from "../protocol/errorTransfer.ts";
import { ownScript } from "./ownScripts.ts";

/** A worker and the way to call it. */
export type WorkerConnection<Api> = {
  api: Remote<Api>;
  /** Rejects with `worker-lost` when the worker dies; never resolves. Comlink itself would wait forever. */
  lost: Promise<never>;
  end(): void;
};

installErrorTransfer();

/** Starts the worker that reads: identify, open, pixels of the preview. */
export function connectReading(): WorkerConnection<ReadingApi> {
  return connect(start("reading"));
}

/** Starts the worker that converts; it starts its own pool. */
export function connectConversion(): WorkerConnection<ConversionApi> {
  return connect(start("conversion"));
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

function connect<Api>(worker: Worker): WorkerConnection<Api> {
  const lost = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) => {
      reject(
        new ZarrdropError("worker-lost", "A background thread of the page stopped.", {
          advice: "Try again. If it happens again, close other tabs to free memory.",
          technical: `${event.message} (${event.filename}:${event.lineno})`,
        }),
      );
    });
  });
  // Nobody may be waiting at that moment.
  lost.catch(() => {});
  return { api: wrap<Api>(worker), lost, end: () => worker.terminate() };
}
