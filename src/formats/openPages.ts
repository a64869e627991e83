import type { ByteSource } from "../bytes/source.ts";
import type { Region } from "../model/region.ts";
import { pictureFormats } from "./picture/descriptors.ts";
import type { FormatDescriptor } from "./reader.ts";
import type { FoundPages, OpenPages } from "./shared/storedPages.ts";
import { tiffFormat } from "./tiff/descriptor.ts";

/** Opens TIFF files and pictures, told apart by their content. A TIFF file has a plane on each page; a picture is one. */
export const openPages: OpenPages = async (source, request) => {
  const head = await source.read(0, Math.min(4096, source.size), request.signal);
  const sniffed = { path: source.name, head, size: source.size, siblings: [] };
  const format = [tiffFormat, ...pictureFormats].find((each) => each.sniff(sniffed) > 0);
  if (format === undefined) return { kind: "unknown" };
  if (format !== tiffFormat) return openPicture(source, format, request.signal);
  const { openTiffPages } = await import("./tiff/openTiffPages.ts");
  return openTiffPages(source, request);
};

async function openPicture(source: ByteSource, format: FormatDescriptor, lifetime: AbortSignal): Promise<FoundPages> {
  const { open } = await format.load();
  const nothing = { list: async () => [], open: async () => null };
  const reader = await open({ directory: nothing, path: source.name, source, signal: lifetime });
  const [scene] = reader.description.scenes;
  const length = (axis: string): number => scene!.shape[scene!.axes.indexOf(axis)] ?? 1;
  if (length("t") > 1) return { kind: "unusual", technical: `a film of ${length("t")} pictures` };
  return {
    kind: "pages",
    pages: 1,
    rows: length("y"),
    columns: length("x"),
    samples: length("s"),
    dtype: scene!.dtype,
    descriptions: async () => [],
    readRows: (_, { start, count }, target, signal) => {
      const region: Region = {
        start: scene!.axes.map((axis) => (axis === "y" ? start : 0)),
        shape: scene!.axes.map((axis, index) => (axis === "y" ? count : scene!.shape[index]!)),
      };
      return reader.readRegion({ scene: 0, level: 0, region, signal }, target);
    },
  };
}
