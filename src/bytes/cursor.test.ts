import { describe, expect, it } from "vitest";
import { Cursor } from "./cursor.ts";

describe("Cursor", () => {
  const buffer = Buffer.alloc(64);
  buffer.writeUInt8(200, 0);
  buffer.writeInt16LE(-2, 1);
  buffer.writeUInt16BE(0xabcd, 3);
  buffer.writeInt32LE(-70_000, 5);
  buffer.writeBigUInt64LE(2n ** 53n - 1n, 9);
  buffer.writeBigInt64BE(-5n, 17);
  buffer.writeFloatLE(1.5, 25);
  buffer.writeDoubleBE(Math.PI, 29);
  buffer.write("abc\0def", 37, "latin1");
  buffer.write("µm", 44, "utf16le");
  buffer.writeBigUInt64LE(2n ** 53n, 56);
  const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, 64);

  it("reads both byte orders", () => {
    const cursor = new Cursor(bytes, "x.bin");
    expect(cursor.u8()).toBe(200);
    expect(cursor.i16()).toBe(-2);
    cursor.littleEndian = false;
    expect(cursor.u16()).toBe(0xabcd);
    cursor.littleEndian = true;
    expect(cursor.i32()).toBe(-70_000);
    expect(cursor.u64()).toBe(2 ** 53 - 1);
    cursor.littleEndian = false;
    expect(cursor.i64()).toBe(-5);
    cursor.littleEndian = true;
    expect(cursor.f32()).toBe(1.5);
    cursor.littleEndian = false;
    expect(cursor.f64()).toBe(Math.PI);
    cursor.littleEndian = true;
    expect(cursor.ascii(7)).toBe("abc");
    expect(cursor.utf16(6)).toBe("µm");
    expect(cursor.seek(37).utf8(3)).toBe("abc");
    expect(cursor.seek(0).i8()).toBe(-56);
    expect(cursor.seek(1).u32()).toBe(buffer.readUInt32LE(1));
    expect(cursor.seek(56).bigU64()).toBe(2n ** 53n);
    expect(cursor.remaining).toBe(0);
  });

  it("refuses to leave the bytes and numbers beyond 2^53", () => {
    const cursor = new Cursor(bytes, "x.bin");
    const corrupt = expect.objectContaining({ kind: "corrupt", details: expect.objectContaining({ file: "x.bin" }) });
    expect(() => cursor.seek(63).u16()).toThrow(corrupt);
    expect(() => cursor.seek(65)).toThrow(corrupt);
    expect(() => cursor.seek(-1)).toThrow(corrupt);
    expect(() => cursor.seek(0).bytes(65)).toThrow(corrupt);
    expect(() => cursor.bytes(-1)).toThrow(corrupt);
    expect(() => cursor.seek(10).skip(-11)).toThrow(corrupt);
    expect(() => cursor.seek(56).u64()).toThrow(corrupt);
    expect(cursor.seek(62).u16()).toBe(buffer.readUInt16LE(62));
  });
});
