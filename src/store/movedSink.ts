import type { Lend } from "../codecs/codec.ts";
import type { FileInParts, ReadRange, Sink, SinkEntry } from "./sink.ts";

/** A sink whose files lie elsewhere in another: `at` says where. What is listed is for those to say who know what lies there. */
export abstract class MovedSink implements Sink {
  protected readonly inner: Sink;
  /** As the inner one has it: without it, whole files are written. */
  readonly begin?: (path: string, signal?: AbortSignal) => Promise<FileInParts>;

  constructor(inner: Sink) {
    this.inner = inner;
    const begin = inner.begin?.bind(inner);
    if (begin !== undefined) this.begin = (path, signal) => begin(this.at(path), signal);
  }

  /** Path in the inner sink. */
  protected abstract at(path: string): string;

  abstract list(folder?: string): Promise<string[]>;

  abstract entries(folder: string, isThere?: boolean): AsyncIterable<SinkEntry>;

  async write(path: string, parts: readonly Uint8Array<ArrayBuffer>[], signal?: AbortSignal): Promise<void> {
    return this.inner.write(this.at(path), parts, signal);
  }

  async read(path: string, range?: ReadRange, lend?: Lend): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.inner.read(this.at(path), range, lend);
  }

  async size(path: string): Promise<number | null> {
    return this.inner.size(this.at(path));
  }

  async remove(path: string): Promise<void> {
    return this.inner.remove(this.at(path));
  }

  async sync(paths: Iterable<string>): Promise<void> {
    return this.inner.sync([...paths].map((path) => this.at(path)));
  }
}
