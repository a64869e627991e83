import type { AbsentPlanes } from "../src/model/image.ts";
import type { ImageReader } from "../src/formats/reader.ts";
import { examplesText } from "../src/plan/absentPlanes.ts";
import { hashScene } from "./hashScene.ts";

/** A scene as `inspect --json` prints it. */
export type InspectedScene = {
  name: string;
  id: string;
  /** One letter per axis, lower case, in the order of `shape`. */
  axes: string;
  shape: number[];
  dtype: string;
  /** Names; null where the file gives none. */
  channels: (string | null)[];
  /** Size of a step per axis, null where the file says nothing. */
  scale: (number | null)[];
  /** NGFF unit per axis, or null. */
  units: (string | null)[];
  /** Shapes of the resolutions that the file itself has. */
  levels: number[][];
  /** Of labels: the number of the scene whose objects they are, and what they are called beside it. */
  labelOf?: { scene: number; name: string };
  /** Planes that no file gives, by reason; left out where there are none. */
  absentPlanes?: AbsentPlanes[];
  /** Of the whole pixel array at level 0, if asked for. */
  sha256?: string;
};

/** `hash`: the SHA-256 of each scene's pixels too, in the order of axes that `order` names (null: the scene's own). */
export type InspectOptions = { hash: boolean; order: string | null; signal: AbortSignal };

/** What a file holds, as it is read: samples of an RGB image are the axis s. */
export async function inspectReader(reader: ImageReader, options: InspectOptions): Promise<InspectedScene[]> {
  const scenes: InspectedScene[] = [];
  for (const [index, scene] of reader.description.scenes.entries()) {
    const inspected: InspectedScene = {
      name: scene.name,
      id: scene.id,
      axes: scene.axes.join(""),
      shape: scene.shape,
      dtype: scene.dtype,
      channels: scene.channels.map((channel) => channel.name),
      scale: scene.scale,
      units: scene.units,
      levels: scene.levels.map((level) => level.shape),
      ...(scene.labelOf === undefined ? {} : { labelOf: scene.labelOf }),
      ...(scene.absentPlanes === undefined ? {} : { absentPlanes: scene.absentPlanes }),
    };
    if (options.hash) inspected.sha256 = await hashScene(reader, index, options.order, options.signal);
    scenes.push(inspected);
  }
  return scenes;
}

/** The same for people. */
export function sceneText(scene: InspectedScene): string {
  const axes = [...scene.axes];
  const size = axes.map((axis, at) => `${axis} ${scene.shape[at]}`).join(" × ");
  const steps = axes
    .map((axis, at) => (scene.scale[at] === null ? null : `${axis} ${scene.scale[at]} ${scene.units[at] ?? ""}`.trim()))
    .filter((text) => text !== null);
  const absent = (scene.absentPlanes ?? []).map(
    ({ reason, count, examples, isGuess = false }) =>
      `${count} ${reason.replace("-", " ")}${isGuess ? " (a guess: there is no index)" : ""}: ${examplesText({ examples, count })}`,
  );
  const ends = [
    steps.length > 0 ? `; step ${steps.join(", ")}` : "",
    absent.length > 0 ? `; absent planes: ${absent.join(", ")}` : "",
  ];
  return `${scene.name}: ${size}, ${scene.dtype}${ends.join("")}`;
}
