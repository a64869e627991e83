import { ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import { raceAbort } from "./abort.ts";
import { CachedSource } from "./cachedSource.ts";
import { crc32 } from "../model/crc32.ts";
import { Cursor } from "./cursor.ts";
import { ListedDirectory } from "./listedDirectory.ts";
import { MemorySource } from "./memorySource.ts";
import { baseName } from "../model/paths.ts";
import { checkRange } from "./range.ts";
import { SliceSource } from "./sliceSource.ts";
import type { ByteSource, WalkableDirectory } from "./source.ts";
import { readZipEntries, type ZipEntry } from "./zipEntries.ts";

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
/** Deflate cannot do better (258 bytes from 2 bits), so a larger claim is a lie told to make us allocate. */
const LARGEST_RATIO = 1032;

/**
 * The files in a zip archive. Stored entries are read in place, any range of them; deflated ones are inflated whole when they are first
 * read and stay in memory as long as their source does.
 */
export class ZipDirectory extends ListedDirectory<ZipEntry> implements WalkableDirectory {
  readonly name: string;
  readonly #archive: ByteSource;
  /** Local headers are small and near each other. */
  readonly #headers: ByteSource;

  private constructor(archive: ByteSource, entries: readonly ZipEntry[]) {
    super(new Map(entries.map((entry) => [entry.path, entry])));
    this.name = archive.name;
    this.#archive = archive;
    this.#headers = new CachedSource(archive, { blockBytes: 16 * 1024, blocks: 64 });
  }

  /**
   * Reads the archive's directory.
   * @throws those of `readZipEntries`
   */
  static async open(archive: ByteSource, signal?: AbortSignal): Promise<ZipDirectory> {
    return new ZipDirectory(archive, await readZipEntries(archive, signal));
  }

  async open(path: string): Promise<ByteSource | null> {
    const entry = this.find(path);
    if (entry === undefined) return null;
    if (entry.encrypted) throw this.#unsupported(entry, "is encrypted");
    switch (entry.method) {
      case 0:
        if (entry.size !== entry.compressedSize) throw this.#damaged(entry, "stored with two sizes");
        return new EntrySource(entry, async () => this.#slice(entry));
      case 8:
        if (entry.size > entry.compressedSize * LARGEST_RATIO) throw this.#damaged(entry, "impossible compression");
        if (entry.size > LIMITS.decodedBlockBytes) {
          throw new ZarrdropError(
            "limit",
            `${entry.path} in ${this.#archive.name} is compressed and too large to unpack in memory.`,
            {
              file: this.#archive.name,
              advice: "Unpack the archive, or pack it without compression.",
            },
          );
        }
        return new EntrySource(entry, async () => this.#unpack(entry));
      default:
        throw this.#unsupported(entry, `is packed with method ${entry.method}`);
    }
  }

  async #slice(entry: ZipEntry): Promise<ByteSource> {
    const header = new Cursor(await this.#headers.read(entry.headerOffset, LOCAL_HEADER_BYTES), this.#archive.name);
    if (header.u32() !== LOCAL_SIGNATURE) throw this.#damaged(entry, "no local header");
    const start = entry.headerOffset + LOCAL_HEADER_BYTES + header.seek(26).u16() + header.u16();
    return new SliceSource(this.#archive, start, entry.compressedSize, baseName(entry.path));
  }

  async #unpack(entry: ZipEntry): Promise<ByteSource> {
    const slice = await this.#slice(entry);
    const compressed = await slice.read(0, slice.size);
    const bytes = await inflateRaw(compressed, entry.size, (technical, cause) =>
      this.#damaged(entry, technical, cause),
    );
    if (bytes.byteLength !== entry.size) throw this.#damaged(entry, `${bytes.byteLength} bytes, not ${entry.size}`);
    if (crc32(bytes) !== entry.crc32) throw this.#damaged(entry, "wrong CRC-32");
    return new MemorySource(baseName(entry.path), bytes);
  }

  #unsupported(entry: ZipEntry, what: string): ZarrdropError {
    return new ZarrdropError("unsupported-feature", `${entry.path} in ${this.#archive.name} ${what}.`, {
      file: this.#archive.name,
      advice: "Unpack the archive first.",
    });
  }

  #damaged(entry: ZipEntry, technical: string, cause?: unknown): ZarrdropError {
    const message = `${entry.path} in ${this.#archive.name} is damaged.`;
    return new ZarrdropError("corrupt", message, { file: this.#archive.name, technical }, cause);
  }
}

/** An entry that is located (and unpacked) when it is first read. */
class EntrySource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #locate: () => Promise<ByteSource>;
  #content: Promise<ByteSource> | null = null;

  constructor(entry: ZipEntry, locate: () => Promise<ByteSource>) {
    this.name = baseName(entry.path);
    this.size = entry.size;
    this.#locate = locate;
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    checkRange(this.name, this.size, offset, length);
    if (this.#content === null) {
      this.#content = this.#locate();
      this.#content.catch(() => (this.#content = null));
    }
    const content = await raceAbort(this.#content, signal);
    return content.read(offset, length, signal);
  }
}

/**
 * The platform's inflater; stops as soon as the data is longer than it should be. `damaged` makes the error for what is no such stream: all
 * that it throws while it reads.
 */
async function inflateRaw(
  compressed: Uint8Array<ArrayBuffer>,
  size: number,
  damaged: (technical: string, cause?: unknown) => ZarrdropError,
): Promise<Uint8Array<ArrayBuffer>> {
  const result = new Uint8Array(size);
  let filled = 0;
  const reader = new Blob([compressed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw damaged("inflate failed", cause);
    });
    if (done) return result.subarray(0, filled);
    if (filled + value.byteLength > size) {
      await reader.cancel();
      throw damaged("more data than declared");
    }
    result.set(value, filled);
    filled += value.byteLength;
  }
}
