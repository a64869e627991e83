import { ZarrdropError } from "../model/errors.ts";
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
    const bytes = await whileWaiting("disk", raceAbort(this.#ask(offset, length, signal), signal), length);
    if (bytes.length !== length) throw sourceChanged(this.name);
    return bytes;
  }

  /** A defect of the program that the file belongs to is none of ours: it is told as a file that cannot be read, with its cause. */
  async #ask(offset: number, length: number, signal: AbortSignal | undefined): Promise<Uint8Array<ArrayBuffer>> {
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = await this.#file.read(offset, length, signal);
    } catch (thrown) {
      const error = asSourceError(thrown, this.name);
      throw error.kind === "internal" ? this.#unreadable(String(thrown), thrown) : error;
    }
    if (!isBytes(bytes)) throw this.#unreadable("read gave no Uint8Array");
    return bytes;
  }

  #unreadable(technical: string, cause?: unknown): ZarrdropError {
    const details = { file: this.name, technical, advice: "The program that this file belongs to has to mend that." };
    return new ZarrdropError("source-unreadable", `${this.name} could not be read.`, details, cause);
  }
}

/** Whether a program kept to the type; also of another realm's arrays, which are no instances of this one's. */
function isBytes(given: unknown): boolean {
  return ArrayBuffer.isView(given) && Object.prototype.toString.call(given) === "[object Uint8Array]";
}
