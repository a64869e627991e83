import { downloadBlob } from "../../browser/download.ts";
import type { ReadingClient } from "../../browser/readingClient.ts";
import { archiveName } from "./archiveName.ts";
import type { ConversionResult, QueueItem } from "./queue.ts";

/** Offers finished stores as one file each. An archive that is being made is given up when its result leaves the queue. */
export class StoreArchives {
  readonly #reading: Pick<ReadingClient, "archiveStore">;
  readonly #making = new Set<{ result: ConversionResult; controller: AbortController }>();

  constructor(reading: Pick<ReadingClient, "archiveStore">) {
    this.#reading = reading;
  }

  /** Errors: those of `ReadingClient.archiveStore`; `cancelled`. */
  async download(result: ConversionResult, storeName: string): Promise<void> {
    const archive = { result, controller: new AbortController() };
    this.#making.add(archive);
    try {
      const blob = await this.#reading.archiveStore(result.destination, storeName, archive.controller.signal);
      downloadBlob(blob, archiveName(result.plan, storeName));
    } finally {
      this.#making.delete(archive);
    }
  }

  /** Gives up what is made of results that are not there any more. */
  follow(items: readonly QueueItem[]): void {
    for (const { result, controller } of this.#making) {
      if (!items.some(({ run }) => run.kind === "done" && run.result === result)) controller.abort();
    }
  }
}
