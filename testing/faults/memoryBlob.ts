/**
 * Stands for the platform's `Blob` and `File`, as far as the engine uses them: each of those is a call into the platform, and a disk in memory that is
 * seen through them makes hundreds for every job.
 */
class MemoryBlob {
  readonly type: string;
  readonly #bytes: Uint8Array<ArrayBuffer>;

  constructor(parts: readonly unknown[] = [], { type = "" }: { type?: string } = {}) {
    const pieces = parts.map(bytesOf);
    this.type = type;
    this.#bytes = pieces.length === 1 ? pieces[0]! : new Uint8Array(Buffer.concat(pieces));
  }

  get size(): number {
    return this.#bytes.length;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return this.#bytes.slice().buffer;
  }

  static bytesOf(blob: MemoryBlob): Uint8Array<ArrayBuffer> {
    return blob.#bytes;
  }
}

class MemoryFile extends MemoryBlob {
  readonly name: string;
  readonly lastModified: number;

  constructor(parts: readonly unknown[], name: string, { lastModified = 0 }: { lastModified?: number } = {}) {
    super(parts);
    this.name = name;
    this.lastModified = lastModified;
  }
}

function bytesOf(part: unknown): Uint8Array<ArrayBuffer> {
  if (part instanceof MemoryBlob) return MemoryBlob.bytesOf(part);
  if (part instanceof ArrayBuffer) return new Uint8Array(part);
  if (ArrayBuffer.isView(part)) return new Uint8Array(part.buffer as ArrayBuffer, part.byteOffset, part.byteLength);
  throw new Error("a blob of what is no bytes");
}

Object.assign(globalThis, { Blob: MemoryBlob, File: MemoryFile });
