/**
 * A TIFF of so many pages of noise (uint16): each is a unit of work, so that its conversion has a middle. `channels`: ImageJ's description says that
 * the pages are channels.
 */
export function noiseStack(side: number, pages: number, channels = false): Buffer {
  const description = Buffer.from(
    channels ? `ImageJ=1.54f\nimages=${pages}\nchannels=${pages}\nhyperstack=true\n\0` : "",
  );
  const entries = channels ? 11 : 10;
  const directory = 2 + entries * 12 + 4;
  const bytesOfPage = side * side * 2;
  const end = 8 + pages * (directory + bytesOfPage);
  const bytes = Buffer.concat([Buffer.alloc(end), description]);
  bytes.write("II*\0", "latin1");
  bytes.writeUInt32LE(8, 4);
  let state = 1;
  for (let page = 0; page < pages; page++) {
    const start = 8 + page * (directory + bytesOfPage);
    const pixels = start + directory;
    bytes.writeUInt16LE(entries, start);
    const rows: [tag: number, type: number, value: number, count?: number][] = [
      [256, 4, side],
      [257, 4, side],
      [258, 3, 16],
      [259, 3, 1],
      [262, 3, 1],
      ...(channels ? [[270, 2, end, description.length] satisfies [number, number, number, number]] : []),
      [273, 4, pixels],
      [277, 3, 1],
      [278, 4, side],
      [279, 4, bytesOfPage],
      [339, 3, 1],
    ];
    for (const [at, [tag, type, value, count = 1]] of rows.entries()) {
      const place = start + 2 + at * 12;
      bytes.writeUInt16LE(tag, place);
      bytes.writeUInt16LE(type, place + 2);
      bytes.writeUInt32LE(count, place + 4);
      bytes.writeUInt32LE(value, place + 8);
    }
    bytes.writeUInt32LE(page + 1 < pages ? pixels + bytesOfPage : 0, start + directory - 4);
    for (let at = pixels; at < pixels + bytesOfPage; at += 2) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      bytes.writeUInt16LE(state >>> 16, at);
    }
  }
  return bytes;
}
