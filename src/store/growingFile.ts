import type { FileInParts } from "./sink.ts";

/** A file that is written piece by piece while more of it is made. Pieces may be handed over before those before them are written. */
export class GrowingFile {
  readonly #begin: () => Promise<FileInParts>;
  #file: Promise<FileInParts> | null = null;
  #last: Promise<void> = Promise.resolve();

  /** Nothing is begun before the first piece. */
  constructor(begin: () => Promise<FileInParts>) {
    this.#begin = begin;
  }

  /** @throws those of the file, and of the pieces before */
  write(parts: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
    return this.#next((file) => file.write(parts));
  }

  /** Writes the last piece. */
  finish(parts: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
    return this.#next(async (file) => {
      await file.write(parts);
      await file.finish();
    });
  }

  /** Removes what was written. Nothing may be under way. Never rejects. */
  async giveUp(): Promise<void> {
    const file = await this.#file?.catch(() => null);
    await file?.giveUp();
  }

  #next(act: (file: FileInParts) => Promise<void>): Promise<void> {
    this.#file ??= this.#begin();
    const [file, before] = [this.#file, this.#last];
    this.#last = before.then(async () => act(await file));
    return this.#last;
  }
}
