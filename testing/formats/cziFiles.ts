import { type CziTile, cziBytes, cziMetadata } from "../../fixtures/cziFixtures.ts";
import { cziPicture } from "../../fixtures/cziPictures.ts";
import { loadCompressor } from "../../src/codecs/compressors.ts";

const zstd = await loadCompressor({ id: "zstd", level: 1, checksum: false }, 1);

/** Values that do not repeat soon. */
function noise(length: number, seed: number): Uint8Array {
  let state = seed * 2_654_435_761 + 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

const metadata = cziMetadata({
  dimensions:
    '<Channels><Channel Id="Channel:0" Name="DAPI"/></Channels><S><Scenes><Scene Index="0" Name="P1"/></Scenes></S>' +
    "<T><Positions><BinaryList><AttachmentName>TimeStamps</AttachmentName></BinaryList></Positions></T>",
  scaling: { X: "1E-07", Y: "1E-07", Z: "3E-07" },
  display: '<Channel Id="Channel:0"><Color>#FF0000FF</Color><Low>0.1</Low><High>0.6</High></Channel>',
});

/** Time stamps: length, count, seconds. */
function timeStamps(...seconds: number[]): Uint8Array {
  const bytes = new Uint8Array(8 + 8 * seconds.length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, bytes.length, true);
  view.setInt32(4, seconds.length, true);
  seconds.forEach((second, index) => view.setFloat64(8 + 8 * index, second, true));
  return bytes;
}

/** Two scenes with overlapping tiles, two time points, compressed and not, an overview, attachments. */
export function mosaicFile(side: number): Uint8Array<ArrayBuffer> {
  const tiles: CziTile[] = [];
  for (let t = 0; t < 2; t++) {
    for (let m = 0; m < 4; m++) {
      const place = { x: (m % 2) * (side - 3) - 40, y: Math.floor(m / 2) * (side - 2), width: side, height: side };
      const plain = noise(side * side, tiles.length);
      const header = Uint8Array.of(3, 1, 0);
      const data = m % 2 === 0 ? plain : Uint8Array.of(...header, ...zstd.encode(plain));
      tiles.push({ pixelType: 0, compression: m % 2 === 0 ? 0 : 6, ...place, at: { T: t, S: 0, M: m }, data });
    }
    const width = side * 2 - 3;
    const height = side * 2 - 2;
    const stored = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
    const overview = noise(stored.width * stored.height, 99);
    tiles.push({ pixelType: 0, x: -40, y: 0, width, height, stored, at: { T: t, S: 0 }, data: overview });
    const apart = { x: 5000, y: 70, width: 7, height: 5 };
    tiles.push({ pixelType: 0, compression: 4, ...apart, at: { T: t, S: 1 }, data: cziPicture("jxrGray8") });
  }
  const attachments = [
    { name: "TimeStamps", type: "CZTIMS", data: timeStamps(10, 12.5) },
    { name: "Thumbnail", type: "JPG", data: new Uint8Array(0) },
    { name: "Label", type: "CZI", data: Uint8Array.of(1) },
  ];
  return cziBytes({ tiles, metadata, attachments });
}

/** Two tiles (Zstandard, plain) that touch nowhere, on the first of two sections; the second has one. */
export function gapFile(): Uint8Array<ArrayBuffer> {
  const side = 40;
  const tile = { pixelType: 0, width: side, height: side };
  const [first, second, third] = [1, 2, 3].map((seed) => noise(side * side, seed)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  return cziBytes({
    tiles: [
      { ...tile, x: 0, y: 0, at: { Z: 0, M: 0 }, compression: 5, data: zstd.encode(first) },
      { ...tile, x: side + 5, y: side + 9, at: { Z: 0, M: 1 }, data: second },
      { ...tile, x: side + 5, y: 0, at: { Z: 1, M: 1 }, data: third },
    ],
  });
}

/** One picture of three colours in each compression. */
export function colourFile(): Uint8Array<ArrayBuffer> {
  const tile = { x: 0, y: 0, width: 7, height: 5 };
  return cziBytes({
    tiles: [
      { ...tile, pixelType: 3, compression: 4, at: { Z: 0 }, data: cziPicture("jxrBgr24") },
      { ...tile, pixelType: 3, compression: 1, at: { Z: 1 }, data: cziPicture("jpegColor") },
      { ...tile, pixelType: 3, compression: 5, at: { Z: 2 }, data: zstd.encode(noise(105, 4)) },
      { ...tile, pixelType: 3, at: { Z: 3 }, data: noise(105, 3) },
    ],
  });
}

/** Channels of several types, one of them with less time points, in a file that was not finished. */
export function mixedFile(): Uint8Array<ArrayBuffer> {
  const tile = { x: 0, y: 0, width: 7, height: 5 };
  return cziBytes({
    tiles: [
      { ...tile, pixelType: 1, compression: 4, at: { C: 0, T: 0 }, data: cziPicture("jxrGray16") },
      { ...tile, pixelType: 3, at: { C: 1, T: 0 }, data: noise(105, 3) },
      { ...tile, pixelType: 0, at: { C: 2, T: [0, 3] }, data: noise(105, 8) },
    ],
    isFinished: false,
  });
}
