import type { ZarrdropError } from "../model/errors.ts";
import { whileWaiting } from "../model/lifeSigns.ts";
import { joinParts } from "./memorySink.ts";
import type { FileInParts } from "./sink.ts";

/** Parts of a file are put together to writes of about this size: a call costs about as much as copying this. */
const WRITE_BYTES = 16 * 2 ** 20;

/** A file of a `DirectoryHandleSink` that is being written: the browser has it beside its place until it is closed. */
export class HandleFileInParts implements FileInParts {
  readonly #writable: FileSystemWritableFileStream;
  readonly #asError: (thrown: unknown) => Promise<ZarrdropError>;
  readonly #signal: AbortSignal | undefined;
  #bytes = 0;

  /** `asError`: what to tell of what was thrown. */
  constructor(
    writable: FileSystemWritableFileStream,
    asError: (thrown: unknown) => Promise<ZarrdropError>,
    signal: AbortSignal | undefined,
  ) {
    this.#writable = writable;
    this.#asError = asError;
    this.#signal = signal;
  }

  write(parts: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
    return this.#orGiveUp(async () => {
      for (const batch of batches(parts)) {
        this.#signal?.throwIfAborted();
        await whileWaiting("disk", this.#writable.write(batch), batch.length);
        this.#bytes += batch.length;
      }
    });
  }

  finish(): Promise<void> {
    return this.#orGiveUp(async () => {
      this.#signal?.throwIfAborted();
      await whileWaiting("disk", this.#writable.close(), this.#bytes);
    });
  }

  async giveUp(): Promise<void> {
    // Aborting a stream that failed by itself fails again.
    await this.#writable.abort().catch(() => {});
  }

  /** The first failure is the one to tell. */
  async #orGiveUp(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (thrown) {
      await this.giveUp();
      throw await this.#asError(thrown);
    }
  }
}

function* batches(parts: readonly Uint8Array<ArrayBuffer>[]): Generator<Uint8Array<ArrayBuffer>> {
  let batch: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for (const part of parts) {
    if (bytes > 0 && bytes + part.length > WRITE_BYTES) {
      yield batch.length === 1 ? batch[0]! : joinParts(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(part);
    bytes += part.length;
  }
  if (bytes > 0) yield batch.length === 1 ? batch[0]! : joinParts(batch);
}
