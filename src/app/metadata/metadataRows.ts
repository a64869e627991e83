import type { ImageDescription, SceneDescription } from "../../model/image.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { formatShape } from "../figures.ts";
import { unitSymbol } from "../stage/scaleBar.ts";

/** Something that the file or the store says; null: it does not. */
export type MetadataRow = {
  name: string;
  before: string | null;
  after: string | null;
  isChanged: boolean;
  /** Hexadecimal colours beside the texts. */
  colors?: { before: string | null; after: string | null };
};

/** What a scene's file says beside what its store will say. */
export function metadataRows(description: ImageDescription, output: OutputPlan): MetadataRow[] {
  const scene = description.scenes[output.scene];
  if (scene === undefined) return [];
  const axes = output.axes.map((axis) => axis.name);
  return [
    rowOf("Format", description.formatName, `OME-Zarr ${output.ngffVersion}`, false),
    rowOf("Name", scene.name || scene.id, output.imageName),
    rowOf("Axes", scene.axes.join(" "), axes.join(" ")),
    rowOf("Shape", formatShape(scene.shape), formatShape(output.levels[0]?.shape ?? [])),
    rowOf("Type", scene.dtype, output.dtype),
    ...axes.flatMap((axis, index) => {
      const [before, after] = [stepOf(scene, axis), outputStep(output, index)];
      return before === null && (after === null || after === "1") ? [] : [rowOf(stepName(axis), before, after)];
    }),
    ...channelRows(scene, output),
    ...(scene.acquisitionDate === null ? [] : [rowOf("Acquired", scene.acquisitionDate, omeXml(output))]),
  ];
}

function rowOf(name: string, before: string | null, after: string | null, isChanged = before !== after): MetadataRow {
  return { name, before, after, isChanged };
}

/** What only the OME-XML beside the image can hold. */
function omeXml({ metadata }: OutputPlan): string | null {
  return metadata.omeXml === null ? null : "in the OME-XML";
}

function stepName(axis: string): string {
  return /^[xyz]$/i.test(axis) ? `Pixel ${axis}` : `Step ${axis}`;
}

function stepOf({ axes, scale, units }: SceneDescription, axis: string): string | null {
  const at = axes.findIndex((each) => each.toLowerCase() === axis.toLowerCase());
  const step = at < 0 ? null : (scale[at] ?? null);
  return step === null ? null : stepText(step, units[at] ?? null);
}

function outputStep({ axes, levels }: OutputPlan, index: number): string | null {
  const step = levels[0]?.scale[index];
  return step === undefined ? null : stepText(step, axes[index]!.unit);
}

/** "0.1625 µm". */
function stepText(step: number, unit: string | null): string {
  return `${Number(step.toPrecision(6))} ${unitSymbol(unit)}`.trimEnd();
}

function channelRows(scene: SceneDescription, output: OutputPlan): MetadataRow[] {
  return output.channels.map((channel, index) => {
    const source = scene.channels[index];
    const before = source?.name ?? null;
    const beforeColor = source?.color ?? null;
    const color = channel.color.replace(/^#/, "");
    const isChanged =
      before !== channel.label || (beforeColor !== null && beforeColor.toUpperCase() !== color.toUpperCase());
    return {
      ...rowOf(`Channel ${index + 1}`, before, output.metadata.omero ? channel.label : null, isChanged),
      colors: { before: beforeColor, after: /^[0-9a-f]{6}$/i.test(color) ? color : null },
    };
  });
}
