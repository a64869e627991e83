/** The two files that describe an experiment; which one is at hand does not matter. */
export function isDescriptor(path: string): boolean {
  return /(?:^|\/)experiment_descriptor\.(?:xml|dat)$/i.test(path);
}

/** A plane by the name of its file: numbers of the well and of the position in it count from 1, those of sections and times from 0. */
export type NamedPlane = {
  path: string;
  /** Path up to the numbers. */
  prefix: string;
  well: number;
  position: number;
  section: number;
  time: number;
  channel: string;
  ending: string;
};

/** What the name of a file says ("B2--W00014--P00001--Z00000--T00000--DAPI.tif"); null for one that is no plane. */
export function parsePlanePath(path: string): NamedPlane | null {
  const parts = /^(.*?)--W(\d{5})--P(\d{5})--Z(\d{5})--T(\d{5})--([^/]+)(\.tiff?)$/i.exec(path);
  if (parts === null) return null;
  const [, prefix, well, position, section, time, channel, ending] = parts as unknown as string[];
  return {
    path,
    prefix: prefix!,
    well: Number(well),
    position: Number(position),
    section: Number(section),
    time: Number(time),
    channel: channel!,
    ending: ending!,
  };
}

/** The path that a plane of such a field has. */
export function planePath({
  prefix,
  well,
  position,
  section,
  time,
  channel,
  ending,
}: Omit<NamedPlane, "path">): string {
  const number = (value: number): string => String(value).padStart(5, "0");
  return `${prefix}--W${number(well)}--P${number(position)}--Z${number(section)}--T${number(time)}--${channel}${ending}`;
}
