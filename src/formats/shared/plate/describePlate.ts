import { itemSize } from "../../../model/dtype.ts";
import type { ChannelDescription, ImageDescription, SceneDescription } from "../../../model/image.ts";
import type { FieldLayout, PlateLayout } from "./layoutPlate.ts";
import { meanStep } from "../meanStep.ts";
import type { PlaneForm } from "./planeFiles.ts";
import type { PlaneRecord, PlateContents } from "./plateContents.ts";
import { describeWells } from "./plateDescription.ts";
import { wellName } from "./wells.ts";

/** Describes a plate: its fields are scenes, named by their wells. */
export function describePlate(contents: PlateContents, layout: PlateLayout, form: PlaneForm): ImageDescription {
  const scenes = layout.fields.map((field) => describeField(contents, layout, field, form));
  const files = new Set(contents.indexFiles);
  for (const { planes } of layout.fields) for (const { path } of planes.values()) files.add(path);
  return {
    format: contents.format,
    formatName: contents.formatName,
    name: contents.name,
    files: [...files],
    scenes,
    attachments: [],
    omeXml: null,
    notes: [...contents.notes, ...layout.notes],
    ...(contents.plate === null ? {} : { plate: describeWells(contents.name, contents.plate, layout.fields) }),
  };
}

const UNITS = ["second", null, "micrometer", "micrometer", "micrometer"];
const UNKNOWN_CHANNEL: ChannelDescription = {
  name: null,
  color: null,
  window: null,
  emissionWavelengthNanometre: null,
};

function describeField(
  contents: PlateContents,
  { times, channels, sections }: PlateLayout,
  field: FieldLayout,
  form: PlaneForm,
): SceneDescription {
  const well = contents.plate === null ? null : wellName(field.row, field.column);
  const id = well === null ? `Image:${field.field}` : `${well}, field ${field.field}`;
  const axes = ["t", "c", "z", "y", "x"];
  const shape = [times.length, channels.length, sections.length, form.rows, form.columns];
  const steps = stepsOf(field, channels.length, sections.length);
  const { pixelSize, planeDistance, timeInterval, significantBits: bits } = contents;
  const scale = [timeInterval ?? steps.t, null, planeDistance ?? steps.z, pixelSize.y, pixelSize.x];
  const { position } = [...field.records.values()][0]!;
  const origin = [null, null, position.z, position.y, position.x];
  const described = channels.map((channel) => contents.channels.get(channel) ?? UNKNOWN_CHANNEL);
  const names = described.map((channel) => channel.name);
  const blockShape = [1, 1, 1, form.rows, form.columns];
  return {
    id,
    name: contents.fieldNames?.get(field.field) ?? id,
    axes,
    shape,
    dtype: form.dtype,
    channels: described,
    scale,
    units: UNITS.map((unit, axis) => (scale[axis] === null && origin[axis] === null ? null : unit)),
    origin,
    blockShape,
    levels: [{ shape }],
    isLabelImage: null,
    significantBits: bits !== null && bits < itemSize(form.dtype) * 8 ? bits : null,
    acquisitionDate: contents.acquisitionDate,
    ...(field.absent.length === 0 ? {} : { absentPlanes: field.absent }),
    facts: { ...contents.facts, ...(well === null ? {} : { Well: well, Field: String(field.field) }) },
    reference: {
      sceneId: id,
      axes,
      scale,
      channelNames: names.every((each) => each !== null) ? names : null,
      daskChunks: blockShape,
    },
  };
}

/** Mean distances of a field's planes along time and z, from when and where the instrument says that they were. */
function stepsOf({ records }: FieldLayout, channels: number, sections: number): { t: number | null; z: number | null } {
  // A field has at least one plane; they are in the order of their places.
  const [place, first] = [...records][0]!;
  const perTime = channels * sections;
  let top: [place: number, record: PlaneRecord] = [place, first];
  let last: [place: number, record: PlaneRecord] = [place, first];
  for (const [other, record] of records) {
    if (Math.floor(other / sections) === Math.floor(place / sections))
      top = record.position.z === null ? top : [other, record];
    if (other % perTime === place % perTime) last = record.seconds === null ? last : [other, record];
  }
  return {
    t: meanStep(first.seconds, last[1].seconds, (last[0] - place) / perTime),
    z: meanStep(first.position.z, top[1].position.z, top[0] - place),
  };
}
