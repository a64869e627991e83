import { planeTiff, textFile } from "./plateFiles.ts";

/** Number of a plane of the fixtures (`planeValue`). */
export function micromanagerPlane(position: number, time: number, channel: number, section: number): number {
  return position * 100 + time * 30 + channel * 10 + section;
}

const SUMMARY = {
  Prefix: "cells_1",
  MicroManagerVersion: "1.4.23-20160209",
  ChNames: ["Cy5", "DAPI"],
  ChColors: [-65_536, -16_711_936],
  Frames: 2,
  Channels: 2,
  Slices: 3,
  Positions: 2,
  Interval_ms: 5000,
  "z-step_um": -2.5,
  PixelSize_um: 0.65,
};

/** Entries of a plane by its place: 1.4 has one, 2.0 has two. */
type Layout = "1.4" | "2.0";
type Place = { position: number; time: number; channel: number; section: number };

/** Path of the file of a plane. */
export function micromanagerPath(layout: Layout, { position, time, channel, section }: Place): string {
  const digits = (value: number, length: number): string => String(value).padStart(length, "0");
  const name =
    layout === "1.4"
      ? `img_${digits(time, 9)}_${SUMMARY.ChNames[channel]}_${digits(section, 3)}.tif`
      : `img_channel${digits(channel, 3)}_position${digits(position, 3)}_time${digits(time, 9)}_z${digits(section, 3)}.tif`;
  return `Pos${position}/${name}`;
}

function entriesOf(layout: Layout, place: Place): [key: string, value: object][] {
  const { position, time, channel, section } = place;
  const path = micromanagerPath(layout, place);
  const facts = {
    PixelSizeUm: 0.65,
    BitDepth: 12,
    "ElapsedTime-ms": 400 + 5000 * time,
    ZPositionUm: 7 - 2.5 * section,
    YPositionUm: -32,
    XPositionUm: 100 * position,
    PositionName: position === 0 ? "left" : "right",
    Time: "2016-02-11 09:00:16 -0800",
    "Objective-Label": "Nikon 10X S Fluor",
    Binning: "2",
  };
  if (layout === "1.4") {
    const indices = { FrameIndex: time, ChannelIndex: channel, SliceIndex: section, PositionIndex: position };
    const entry = { ...facts, ...indices, FileName: path.slice(path.indexOf("/") + 1), UserData: { 'a}"b': {} } };
    return [[`FrameKey-${time}-${channel}-${section}`, entry]];
  }
  return [
    [`Coords-${path}`, { time, channel, z: section, position }],
    [`Metadata-${path}`, { ...facts, FileName: path }],
  ];
}

/** An acquisition of two positions, two times and two channels of three sections, a folder for each position. */
export function micromanagerFiles(layout: Layout): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  for (const position of [0, 1]) {
    const entries: [string, object][] = [["Summary", SUMMARY]];
    for (const time of [0, 1]) {
      for (const channel of [0, 1]) {
        for (const section of [0, 1, 2]) {
          const place = { position, time, channel, section };
          entries.push(...entriesOf(layout, place));
          files[micromanagerPath(layout, place)] = planeTiff([micromanagerPlane(position, time, channel, section)]);
        }
      }
    }
    files[`Pos${position}/metadata.txt`] = textFile(JSON.stringify(Object.fromEntries(entries), null, 2));
  }
  return files;
}
