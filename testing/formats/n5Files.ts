/** What an N5 dataset of 4 × 6 numbers of 16 bits may have that others have not. */
export type N5Change = {
  compression?: "raw" | "lz4" | "jpeg";
  dataType?: string;
  /** As written: the fastest axis first. */
  dimensions?: number[];
  /** Of the header of each block. */
  mode?: number;
  rank?: number;
  blockLengths?: number[];
  /** Place of a block that is not there. */
  omitted?: [x: number, y: number];
};

const [WIDTH, HEIGHT, BLOCK] = [6, 4, [3, 2]] as const;

/** The files of such a dataset, whose values count up from 256, as N5's specification lays them out. */
export function n5Files(change: N5Change): Record<string, Uint8Array> {
  const { compression = "raw", dataType = "uint16", dimensions = [WIDTH, HEIGHT], omitted } = change;
  const attributes = { dimensions, blockSize: BLOCK, dataType, compression: { type: compression } };
  const files: Record<string, Uint8Array> = { "attributes.json": new TextEncoder().encode(JSON.stringify(attributes)) };
  for (let y = 0; y * BLOCK[1] < HEIGHT; y++) {
    for (let x = 0; x * BLOCK[0] < WIDTH; x++) {
      if (omitted?.[0] === x && omitted[1] === y) continue;
      const values = Array.from({ length: BLOCK[0] * BLOCK[1] }, (_, at) => {
        const [column, row] = [x * BLOCK[0] + (at % BLOCK[0]), y * BLOCK[1] + Math.floor(at / BLOCK[0])];
        return 256 + row * WIDTH + column;
      });
      files[`${x}/${y}`] = block(values, change);
    }
  }
  return files;
}

function block(
  values: readonly number[],
  { compression, mode = 0, rank = 2, blockLengths = [...BLOCK] }: N5Change,
): Uint8Array {
  const data = bigEndian(values.map((value) => [value, 2]));
  const header = bigEndian([[mode, 2], [rank, 2], ...blockLengths.map((length): [number, number] => [length, 4])]);
  return Buffer.concat([header, compression === "lz4" ? javaLz4(data) : data]);
}

/** lz4-java's frame: one block of literals, one that is not compressed, and the empty one at the end. */
function javaLz4(data: Uint8Array): Uint8Array {
  const [first, second] = [data.subarray(0, 5), data.subarray(5)];
  const literals = Buffer.concat([Uint8Array.of(first.length << 4), first]);
  const frame = (method: number, stored: Uint8Array, length: number): Uint8Array => {
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(stored.length, 0);
    sizes.writeUInt32LE(length, 4);
    return Buffer.concat([Buffer.from("LZ4Block"), Uint8Array.of(method), sizes, stored]);
  };
  return Buffer.concat([
    frame(0x26, literals, first.length),
    frame(0x16, second, second.length),
    frame(0x16, new Uint8Array(0), 0),
  ]);
}

function bigEndian(numbers: readonly [value: number, width: number][]): Uint8Array {
  return Buffer.concat(
    numbers.map(([value, width]) => {
      const bytes = Buffer.alloc(width);
      bytes.writeUIntBE(value, 0, width);
      return bytes;
    }),
  );
}
