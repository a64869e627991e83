import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { crc32 } from "../model/crc32.ts";
import { MemorySource } from "./memorySource.ts";
import type { ByteSource } from "./source.ts";
import { walkFiles } from "./walkFiles.ts";
import { ZipDirectory } from "./zipDirectory.ts";

type Member = {
  path: string;
  text: string;
  deflate?: boolean;
  zip64?: boolean;
  /** Lies for hostile archives. */
  lie?: { offset?: number; size?: number; compressedSize?: number; crc?: number; method?: number; flags?: number };
};

/** Writes an archive by the layout of APPNOTE.TXT. */
function zip(members: readonly Member[], options: { comment?: string; zip64End?: boolean; count?: number } = {}) {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  const push = (part: Buffer) => {
    parts.push(part);
    offset += part.length;
  };
  for (const { path, text, deflate, zip64, lie = {} } of members) {
    const raw = Buffer.from(text);
    const data = deflate ? deflateRawSync(raw) : raw;
    const name = Buffer.from(path);
    const method = lie.method ?? (deflate ? 8 : 0);
    const crc = lie.crc ?? crc32(raw);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(method, 8);
    header.writeUInt32LE(crc, 14);
    header.writeUInt16LE(name.length, 26);
    // A local extra field that the central directory does not have.
    header.writeUInt16LE(7, 28);
    const start = offset;
    push(Buffer.concat([header, name, Buffer.from([9, 9, 3, 0, 1, 2, 3]), data]));
    const entry = Buffer.alloc(46);
    const sizes = [lie.size ?? raw.length, lie.compressedSize ?? data.length, lie.offset ?? start];
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(lie.flags ?? 0x800, 8);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(crc, 16);
    entry.writeUInt32LE(zip64 ? 0xffffffff : sizes[1]!, 20);
    entry.writeUInt32LE(zip64 ? 0xffffffff : sizes[0]!, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt16LE(zip64 ? 28 : 0, 30);
    entry.writeUInt32LE(zip64 ? 0xffffffff : sizes[2]!, 42);
    const extra = Buffer.alloc(zip64 ? 28 : 0);
    if (zip64) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      sizes.forEach((size, index) => extra.writeBigUInt64LE(BigInt(size), 4 + 8 * index));
    }
    central.push(entry, name, extra);
  }
  const directory = Buffer.concat(central);
  const directoryOffset = offset;
  push(directory);
  if (options.zip64End) {
    const end64 = Buffer.alloc(56);
    end64.writeUInt32LE(0x06064b50, 0);
    end64.writeBigUInt64LE(44n, 4);
    end64.writeBigUInt64LE(BigInt(members.length), 24);
    end64.writeBigUInt64LE(BigInt(members.length), 32);
    end64.writeBigUInt64LE(BigInt(directory.length), 40);
    end64.writeBigUInt64LE(BigInt(directoryOffset), 48);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(BigInt(offset), 8);
    locator.writeUInt32LE(1, 16);
    push(end64);
    push(locator);
  }
  const end = Buffer.alloc(22);
  const comment = Buffer.from(options.comment ?? "");
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(options.zip64End ? 0xffff : (options.count ?? members.length), 10);
  end.writeUInt32LE(options.zip64End ? 0xffffffff : directory.length, 12);
  end.writeUInt32LE(options.zip64End ? 0xffffffff : directoryOffset, 16);
  end.writeUInt16LE(comment.length, 20);
  push(Buffer.concat([end, comment]));
  return new MemorySource("a.zip", new Uint8Array(Buffer.concat(parts)));
}

async function textOf(source: ByteSource | null): Promise<string> {
  return new TextDecoder().decode(await source!.read(0, source!.size));
}

describe("ZipDirectory", () => {
  it.each([{}, { comment: "PK\x05\x06 a comment with a signature" }, { zip64End: true }])(
    "reads %j",
    async (options) => {
      const archive = zip(
        [
          { path: "z/", text: "" },
          { path: "z/stored.txt", text: "0123456789" },
          { path: "z/deflated.txt", text: "abc".repeat(500), deflate: true },
          { path: "a\\windows.txt", text: "w", zip64: true },
          { path: "empty", text: "", deflate: true },
          { path: "z/µ.txt", text: "old" },
          { path: "z/µ.txt", text: "new" },
        ],
        options,
      );
      const directory = await ZipDirectory.open(archive);
      const paths = ["a/windows.txt", "empty", "z/deflated.txt", "z/stored.txt", "z/µ.txt"];
      expect(await directory.list()).toEqual(paths);
      const walked: string[] = [];
      for await (const { path } of walkFiles(directory, new AbortController().signal)) walked.push(path);
      expect(walked.sort()).toEqual(paths);
      const stored = await directory.open("z/stored.txt");
      expect(stored).toMatchObject({ name: "stored.txt", size: 10 });
      expect(new TextDecoder().decode(await stored!.read(3, 4))).toBe("3456");
      await expect(stored!.read(8, 3)).rejects.toMatchObject({ kind: "corrupt" });
      expect(await textOf(await directory.open("z/deflated.txt"))).toBe("abc".repeat(500));
      expect(await textOf(await directory.open("a/windows.txt"))).toBe("w");
      expect(await textOf(await directory.open("empty"))).toBe("");
      expect(await textOf(await directory.open("z/µ.txt"))).toBe("new");
      expect(await directory.open("none")).toBeNull();
      expect(await directory.open("../a")).toBeNull();
    },
  );

  it("refuses archives that lie", async () => {
    const good: Member = { path: "good", text: "0123456789".repeat(20) };
    const lies: [string, MemorySource][] = [
      ["a name that leads out", zip([{ path: "../x", text: "x" }])],
      ["an absolute name", zip([{ path: "/etc/x", text: "x" }])],
      ["overlap", zip([good, { path: "bomb", text: "x", lie: { offset: 10, compressedSize: 5, size: 5 } }])],
      ["an entry beyond the directory", zip([{ ...good, lie: { compressedSize: 5000, size: 5000 } }])],
      ["more entries than there are", zip([good], { count: 60_000 })],
      ["no archive", new MemorySource("a.zip", new Uint8Array(5000))],
      ["nothing", new MemorySource("a.zip", new Uint8Array(0))],
    ];
    for (const [name, archive] of lies) {
      await expect(ZipDirectory.open(archive), name).rejects.toMatchObject({
        kind: "corrupt",
        details: { file: "a.zip" },
      });
    }
    const whole = await zip([good]).read(0, zip([good]).size);
    for (let length = 0; length < whole.length; length++) {
      await expect(ZipDirectory.open(new MemorySource("a.zip", whole.slice(0, length)))).rejects.toMatchObject({
        kind: "corrupt",
      });
    }
  });

  it("refuses entries that lie", async () => {
    const cases: [Member, string][] = [
      [{ path: "x", text: "abc", deflate: true, lie: { size: 2 } }, "corrupt"],
      [{ path: "x", text: "abc", deflate: true, lie: { size: 400 } }, "corrupt"],
      [{ path: "x", text: "abc", deflate: true, lie: { crc: 1 } }, "corrupt"],
      [{ path: "x", text: "abc", deflate: true, lie: { size: 1_000_000 } }, "corrupt"],
      [{ path: "x", text: "not deflated", lie: { method: 8 } }, "corrupt"],
      [{ path: "x", text: "abc", lie: { size: 4 } }, "corrupt"],
      [{ path: "x", text: "abc", lie: { method: 93 } }, "unsupported-feature"],
      [{ path: "x", text: "abc", lie: { flags: 1 } }, "unsupported-feature"],
    ];
    for (const [member, kind] of cases) {
      const directory = await ZipDirectory.open(zip([member]));
      const read = async () => textOf(await directory.open("x"));
      await expect(read(), JSON.stringify(member)).rejects.toMatchObject({ kind });
    }
  });

  it("computes CRC-32 as the standard says", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  });
});
