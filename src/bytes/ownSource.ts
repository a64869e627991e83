import { whileWaiting } from "../model/lifeSigns.ts";
import type { OwnFile } from "../model/references.ts";
import { raceAbort, throwIfAborted } from "./abort.ts";
import { checkRange } from "./range.ts";
import { asSourceError, sourceChanged } from "./sourceErrors.ts";
import type { ByteSource } from "./source.ts";

/** A file that a program reads in its own way, held to what readers rely on: ranges inside the file, answers of their length, tagged errors. */
export class OwnSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly modified?: number;
  readonly #file: OwnFile;

  constructor(file: OwnFile) {
    this.name = file.name;
    this.size = file.size;
    if (file.modified !== undefined) this.modified = file.modified;
    this.#file = file;
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    throwIfAborted(signal);
    checkRange(this.name, this.size, offset, length);
    if (length === 0) return new Uint8Array(0);
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = await whileWaiting("disk", raceAbort(this.#file.read(offset, length, signal), signal), length);
    } catch (error) {
      throw asSourceError(error, this.name);
    }
    if (bytes.length !== length) throw sourceChanged(this.name);
    return bytes;
  }
}
