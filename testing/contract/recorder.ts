import type { OpenedSource } from "../../src/bytes/openSource.ts";
import type { ByteDirectory, ByteSource } from "../../src/bytes/source.ts";

/**
 * Watches what a reader asks of its files: bytes and reads are counted, and a read outside a file is remembered as an offence
 * (the source's own `corrupt` would hide it). `onRead` is called before each read. Room that a reader lends is used, as by files of the
 * system: bytes that a reader looks at for too long change under it.
 */
export class Recorder {
  bytes = 0;
  reads = 0;
  readonly offences: string[] = [];
  onRead: () => void = () => {};
  /** Sizes of the files that were opened, by path. */
  readonly sizes = new Map<string, number>();

  reset(): void {
    this.bytes = 0;
    this.reads = 0;
  }

  /** Bytes of all files that were opened. */
  get fileBytes(): number {
    let sum = 0;
    for (const size of this.sizes.values()) sum += size;
    return sum;
  }

  /** The same source, watched. */
  watch(opened: OpenedSource): OpenedSource {
    const directory = this.watchDirectory(opened.directory);
    return { ...opened, directory, source: opened.source === null ? null : this.#watch(opened.source, opened.main) };
  }

  watchDirectory(directory: ByteDirectory): ByteDirectory {
    return {
      ...(directory.name === undefined ? {} : { name: directory.name }),
      list: () => directory.list(),
      open: async (path) => {
        const source = await directory.open(path);
        return source === null ? null : this.#watch(source, path);
      },
    };
  }

  #watch(source: ByteSource, path: string): ByteSource {
    this.sizes.set(path, source.size);
    return {
      name: source.name,
      size: source.size,
      fillsRoom: true,
      read: async (offset, length, signal, room) => {
        this.onRead();
        this.reads++;
        this.bytes += length;
        if (!(offset >= 0 && length >= 0 && offset + length <= source.size)) {
          this.offences.push(`${path}: ${offset}+${length} of ${source.size}`);
        }
        const bytes = await source.read(offset, length, signal);
        if (room === undefined) return bytes;
        room.set(bytes);
        return room;
      },
    };
  }
}
