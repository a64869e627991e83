import type { ImageDescription, SceneDescription } from "../../src/model/image.ts";

/** What a file can say besides its pixels, in the order in which the documentation lists it. */
export const CARRIED = {
  channelNames: "channel names",
  channelColours: "channel colours",
  displayWindows: "display ranges",
  emission: "emission wavelengths",
  pixelSize: "pixel size",
  zStep: "distance of planes",
  timeStep: "time interval",
  position: "stage position",
  date: "date",
  significantBits: "bits that carry data",
  labels: "label images known as such",
  levels: "stored pyramid levels",
  scenes: "several scenes",
  facts: "further facts (objective, software, …)",
  attachments: "names of attached pictures",
  omeXml: "OME-XML",
} as const;

/** One kind of these facts. */
export type Carried = keyof typeof CARRIED;

/** What a description carries: the counterpart of what `COVERAGE` claims. */
export function carriedBy(description: ImageDescription): Set<Carried> {
  const found = new Set<Carried>();
  const add = (isThere: boolean, what: Carried) => {
    if (isThere) found.add(what);
  };
  add(description.omeXml !== null, "omeXml");
  add(description.attachments.length > 0, "attachments");
  add(description.scenes.length > 1, "scenes");
  for (const scene of description.scenes) {
    const of = (values: readonly (number | null)[], letters: string) => has(scene, values, letters);
    add(
      scene.channels.some((channel) => channel.name !== null && channel.name !== ""),
      "channelNames",
    );
    add(
      scene.channels.some((channel) => channel.color !== null),
      "channelColours",
    );
    add(
      scene.channels.some((channel) => channel.window !== null),
      "displayWindows",
    );
    add(
      scene.channels.some((channel) => channel.emissionWavelengthNanometre !== null),
      "emission",
    );
    add(of(scene.scale, "xy"), "pixelSize");
    add(of(scene.scale, "z"), "zStep");
    add(of(scene.scale, "t"), "timeStep");
    add(of(scene.origin, "xyz"), "position");
    add(scene.acquisitionDate !== null, "date");
    add(scene.significantBits !== null, "significantBits");
    add(scene.isLabelImage === true, "labels");
    add(scene.levels.length > 1, "levels");
    add(Object.keys(scene.facts).length > 0, "facts");
  }
  return found;
}

function has(scene: SceneDescription, values: readonly (number | null)[], letters: string): boolean {
  return scene.axes.some((letter, axis) => letters.includes(letter) && values[axis] !== null);
}
