/** What the writer needs to know; sizes in pixels, physical sizes in micrometres. */
export type StackDescription = {
  sizeX: number;
  sizeY: number;
  sizeZ: number;
  channels: { name: string; /** 0xRRGGBB */ color: number }[];
  physicalSizeX: number;
  physicalSizeY: number;
  physicalSizeZ: number;
  imageName: string;
};

const HEADER_BYTES = 8;

/**
 * Writes planes of uint16 as an uncompressed OME-TIFF: classic TIFF 6.0, little-endian, one strip and one directory per plane,
 * order XYZCT, directories after the pixels. `planes` are in the order z fastest, then channel.
 */
export function writeOmeTiff(stack: StackDescription, planes: readonly Uint16Array<ArrayBuffer>[]): Blob {
  const planeBytes = stack.sizeX * stack.sizeY * 2;
  const text = new TextEncoder().encode(omeXml(stack) + "\0");
  const textOffset = HEADER_BYTES + planeBytes * planes.length;
  // Directories begin on even offsets (TIFF 6.0, section 2).
  const padded = text.length + (text.length % 2);
  const firstDirectory = textOffset + padded;

  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  header.setUint16(0, 0x4949, true);
  header.setUint16(2, 42, true);
  header.setUint32(4, firstDirectory, true);

  const directories: Uint8Array<ArrayBuffer>[] = [];
  let offset = firstDirectory;
  planes.forEach((_, index) => {
    const entries = [
      [256, LONG, 1, stack.sizeX],
      [257, LONG, 1, stack.sizeY],
      [258, SHORT, 1, 16],
      [259, SHORT, 1, 1], // no compression
      [262, SHORT, 1, 1], // black is zero
      ...(index === 0 ? [[270, ASCII, text.length, textOffset]] : []),
      [273, LONG, 1, HEADER_BYTES + index * planeBytes],
      [277, SHORT, 1, 1],
      [278, LONG, 1, stack.sizeY],
      [279, LONG, 1, planeBytes],
      [339, SHORT, 1, 1], // unsigned integers
    ] as [number, number, number, number][];
    const bytes = 2 + entries.length * 12 + 4;
    const isLast = index === planes.length - 1;
    directories.push(directory(entries, isLast ? 0 : offset + bytes));
    offset += bytes;
  });
  const gap = new Uint8Array(padded);
  gap.set(text);
  return new Blob([header.buffer, ...planes, gap, ...directories], { type: "image/tiff" });
}

const ASCII = 2;
const SHORT = 3;
const LONG = 4;

function directory(entries: [number, number, number, number][], next: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(2 + entries.length * 12 + 4));
  view.setUint16(0, entries.length, true);
  entries.forEach(([tag, type, count, value], index) => {
    const at = 2 + index * 12;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    if (type === SHORT) view.setUint16(at + 8, value, true);
    else view.setUint32(at + 8, value, true);
  });
  view.setUint32(2 + entries.length * 12, next, true);
  return new Uint8Array(view.buffer);
}

function omeXml(stack: StackDescription): string {
  // OME colours are signed 32-bit RGBA.
  const channels = stack.channels
    .map(
      ({ name, color }, index) =>
        `<Channel ID="Channel:0:${index}" Name="${name}" SamplesPerPixel="1" Color="${(color << 8) | 0xff | 0}"/>`,
    )
    .join("");
  return (
    `<?xml version="1.0" encoding="UTF-8"?>` +
    `<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06">` +
    `<Image ID="Image:0" Name="${stack.imageName}">` +
    `<Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint16" BigEndian="false" ` +
    `SizeX="${stack.sizeX}" SizeY="${stack.sizeY}" SizeZ="${stack.sizeZ}" SizeC="${stack.channels.length}" SizeT="1" ` +
    `PhysicalSizeX="${stack.physicalSizeX}" PhysicalSizeXUnit="µm" ` +
    `PhysicalSizeY="${stack.physicalSizeY}" PhysicalSizeYUnit="µm" ` +
    `PhysicalSizeZ="${stack.physicalSizeZ}" PhysicalSizeZUnit="µm">` +
    channels +
    `<TiffData IFD="0" PlaneCount="${stack.sizeZ * stack.channels.length}"/></Pixels></Image></OME>`
  );
}
