import { planeTiff, textFile } from "./plateFiles.ts";

/** Number of a plane of the fixtures (`planeValue`). */
export function scanrPlane(well: number, position: number, channel: number, section: number, time: number): number {
  return well * 40 + position * 20 + channel * 8 + section * 4 + time;
}

/** The description of an experiment on a plate of 96 wells: LabVIEW's values with names, and a character that XML does not allow. */
export const EXPERIMENT = `<?xml version='1.0' standalone='yes' ?>
<LVData xmlns="http://www.ni.com/LVData"><Cluster><Name>experiment \u0001</Name>
<String><Name>plate name</Name><Val>screen 7</Val></String>
<U8><Name>Columns</Name><Val>3</Val></U8><Cluster><Name>format typedef</Name><U8><Name>Rows</Name><Val>8</Val></U8><U8><Name>Columns</Name><Val>12</Val></U8></Cluster>
<DBL><Name>conversion factor um/pixel</Name><Val>0.323</Val></DBL>
<I32><Name>timeloop delay [ms]</Name><Val>60000</Val></I32><DBL><Name>slices distance</Name><Val>1.5</Val></DBL>
<Cluster><String><Name>name</Name><Val>GFP</Val></String></Cluster><Cluster><String><Name>name</Name><Val>DAPI #1</Val></String></Cluster>
<Cluster><String><Name>name</Name><Val>Autofocus</Val></String></Cluster></Cluster></LVData>`;

/** Channels in the order of the experiment. */
export const SCANR_CHANNELS = ["GFP", "DAPI #1"];

/** Path of a plane of the fixtures. */
export function scanrPath(well: number, position: number, channel: number, section: number, time: number): string {
  const digits = (value: number): string => String(value).padStart(5, "0");
  return `data/siRNA--W${digits(well)}--P${digits(position)}--Z${digits(section)}--T${digits(time)}--${SCANR_CHANNELS[channel]}.tif`;
}

/** Two wells (B2, B3), the first with two positions, of two channels, two sections and two times. */
export function scanrFiles(): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {
    "experiment_descriptor.xml": textFile(EXPERIMENT),
    "experiment_descriptor.dat": textFile("settings"),
    "data/AcquisitionLog.dat": textFile("log"),
  };
  for (const [well, position] of [
    [14, 1],
    [14, 2],
    [15, 1],
  ] as const) {
    for (const channel of [0, 1]) {
      for (const section of [0, 1]) {
        for (const time of [0, 1]) {
          const plane = [well, position, channel, section, time] as const;
          files[scanrPath(...plane)] = planeTiff([scanrPlane(...plane)]);
        }
      }
    }
  }
  return files;
}
