import type { Point } from "./camera.ts";
import type { Look } from "./frame.ts";
import { labelColor } from "./labelColors.ts";
import { lookAtLabels } from "./labelLook.ts";
import { unitSymbol } from "./scaleBar.ts";
import type { Picture } from "./stageStatus.ts";
import { TILE_EDGE } from "./tiles.ts";
import type { TileStore } from "./tileStore.ts";
import { axisAt, type ViewedImage } from "./viewedImage.ts";

/** What lies under the cursor. */
export type Readout = {
  /** Where: in the units of the image, or its pixels. */
  place: string;
  /** Value of each visible channel at the level that is shown; null while it is being read. */
  values: { name: string; color: readonly [number, number, number]; value: number | null }[];
};

/** The pixel under a point of the image, or null beside it. */
export function readoutAt(image: ViewedImage, look: Look, point: Point, store: TileStore): Readout | null {
  const values = valuesAt(image, look, point, store);
  return values && { place: placeText(image, Math.floor(point.x), Math.floor(point.y)), values };
}

function valuesAt(image: ViewedImage, look: Look, point: Point, store: TileStore): Readout["values"] | null {
  if (point.x < 0 || point.y < 0 || point.x >= image.size.width || point.y >= image.size.height) return null;
  const { width, height, factorX, factorY } = image.levels[look.level]!;
  const column = Math.min(width - 1, Math.floor(point.x / factorX));
  const row = Math.min(height - 1, Math.floor(point.y / factorY));
  const place = { level: look.level, column: Math.floor(column / TILE_EDGE), row: Math.floor(row / TILE_EDGE) };
  return look.channels.flatMap((channel, index) => {
    if (!channel.isVisible) return [];
    const tile = store.get(place, { channel: index, z: look.z, t: look.t });
    const value = tile === null ? null : tile.values[(row - tile.y) * tile.width + (column - tile.x)]!;
    return [{ name: channel.name, color: channel.color, value }];
  });
}

/** The objects under a point, by labels that lie over an image. */
export function labelValuesAt(labels: readonly Picture[], look: Look, point: Point): Readout["values"] {
  return labels.flatMap(({ image, tiles }) => {
    const values = valuesAt(image, lookAtLabels(look, image), point, tiles);
    return (values ?? []).map(({ value }) => {
      const color = labelColor(value === null ? 0 : value >>> 0);
      return { name: image.output.imageName, color, value };
    });
  });
}

/** "x 104.2  y 78.0 µm", or the pixel where the image says no size. */
function placeText({ output }: ViewedImage, x: number, y: number): string {
  const unit = output.axes[axisAt(output, "x")]?.unit ?? null;
  if (unit === null) return `x ${x}  y ${y} px`;
  const scale = output.levels[0]!.scale;
  // As exact as a pixel is.
  const at = (pixel: number, step: number): string =>
    ((pixel + 0.5) * step).toFixed(Math.min(6, Math.max(0, Math.ceil(-Math.log10(step)))));
  return `x ${at(x, scale[axisAt(output, "x")] ?? 1)}  y ${at(y, scale[axisAt(output, "y")] ?? 1)} ${unitSymbol(unit)}`;
}

/** A pixel value as people read it. */
export function formatValue(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);
}
