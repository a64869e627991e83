import { downloadBlob } from "../../browser/download.ts";
import type { ReadingClient } from "../../browser/readingClient.ts";
import { archiveName } from "../../plan/archiveName.ts";
import type { ConversionResult } from "./queue.ts";

/** Offers finished stores as one file each. */
export class StoreArchives {
  readonly #reading: Pick<ReadingClient, "archiveStore">;
  readonly #making = new Set<{ result: ConversionResult; controller: AbortController }>();

  constructor(reading: Pick<ReadingClient, "archiveStore">) {
    this.#reading = reading;
  }

  /** @throws those of `ReadingClient.archiveStore`; `cancelled` */
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

  /** What is being made of a result is not wanted any more. */
  giveUp(result: ConversionResult): void {
    for (const archive of this.#making) if (archive.result === result) archive.controller.abort();
  }
}
