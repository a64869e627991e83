import { writeFileSync } from "node:fs";
import { writeOmeTiff } from "../../src/browser/omeTiffWriter.ts";

/** Writes an OME-TIFF of four planes of 16 bits that no compressor makes small, always the same for a side. */
export async function writeNoiseStack(file: string, side: number): Promise<void> {
  const planes = Array.from({ length: 4 }, (_, plane) =>
    Uint16Array.from({ length: side * side }, (_unused, at) => (at * 7919 + plane * 104_729) % 65_521),
  );
  const size = { sizeX: side, sizeY: side, sizeZ: 4, physicalSizeX: 1, physicalSizeY: 1, physicalSizeZ: 1 };
  const stack = writeOmeTiff({ ...size, channels: [{ name: "a", color: 0xff0000 }], imageName: "stack" }, planes);
  writeFileSync(file, new Uint8Array(await stack.arrayBuffer()));
}
