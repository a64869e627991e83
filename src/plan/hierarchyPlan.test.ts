import { describe, expect, test } from "vitest";
import { describeImage, describeScene } from "../../testing/plan/sampleDescription.ts";
import type { ImageDescription, PlateDescription, PlateField } from "../model/image.ts";
import { storeNamesOf } from "./plannedStore.ts";
import { planConversion, type PlanContext } from "./planConversion.ts";
import { parseSettings } from "./settings/parseSettings.ts";

/** Scenes of one shape; a plate if their places are given. */
function images(count: number, places?: [row: number, column: number, field: number, acquisition?: number][]) {
  const scenes = Array.from({ length: count }, (_, number) =>
    describeScene("yx", [4, 5], { id: `Image:${number}`, name: `image ${number}` }),
  );
  if (places === undefined) return describeImage(scenes, { name: "set.lif" });
  const fields = places.map(([row, column, field, acquisition = null]): PlateField => ({
    row,
    column,
    field,
    acquisition,
  }));
  const ids = new Set(fields.flatMap(({ acquisition }) => acquisition ?? []));
  const plate: PlateDescription = {
    name: "a plate",
    rows: ["A", "B", "C"],
    columns: ["1", "2"],
    acquisitions: [...ids].map((id) => ({ id, name: `run ${id}` })),
    fields,
  };
  return describeImage(scenes, { name: "plate.xml", plate });
}

function plan(image: ImageDescription, settings: Record<string, unknown>, context: PlanContext = {}) {
  return planConversion(image, parseSettings(settings), context);
}

const paths = ({ outputs }: ReturnType<typeof plan>) => outputs.map(({ storeName }) => storeName);

describe("a series", () => {
  test("is one store with the chosen scenes, one after the other, and their names in OME-XML", () => {
    const planned = plan(images(3), { layout: "series", scenes: [2, 0] });
    expect(paths(planned)).toEqual(["set.ome.zarr/0", "set.ome.zarr/1"]);
    expect(planned.outputs.map(({ scene, imageName }) => [scene, imageName])).toEqual([
      [2, "image 2"],
      [0, "image 0"],
    ]);
    expect(storeNamesOf(planned)).toEqual(["set.ome.zarr"]);
    const { groups, omeXml } = planned.hierarchy!;
    expect(groups).toEqual([
      { path: "OME", attributes: { ome: { version: "0.5", series: ["0", "1"] } } },
      { path: "", attributes: { ome: { version: "0.5", "bioformats2raw.layout": 3 } } },
    ]);
    expect([...omeXml!.matchAll(/<Image ID="(\S+)" Name="([^"]+)"/g)].map(([, id, name]) => [id, name])).toEqual([
      ["Image:0", "image 2"],
      ["Image:1", "image 0"],
    ]);
    expect(omeXml!.match(/<MetadataOnly\/>/g)).toHaveLength(2);
  });

  test("has the file's own OME-XML, with the chosen images in their order", () => {
    const omeXml = `<OME><Image ID="Image:0" Name="a"><Pixels><TiffData/></Pixels></Image><Image ID="Image:1" Name="b"><Pixels><TiffData/></Pixels></Image></OME>`;
    const scenes = [0, 1].map((number) => {
      const scene = describeScene("yx", [4, 5]);
      return { ...scene, reference: { ...scene.reference, sceneId: `Image:${number}` } };
    });
    const planned = plan(describeImage(scenes, { omeXml }), { layout: "series", scenes: [1, 0] });
    expect(planned.hierarchy!.omeXml).toMatch(
      /<OME><Image ID="Image:1" Name="b"><Pixels><MetadataOnly\/>.*<Image ID="Image:0"/,
    );
    expect(planned.outputs.map(({ metadata }) => metadata.omeXml)).toEqual([null, null]);
  });

  test("of pixels that OME-XML does not know has none, and the plan says so where the file has one", () => {
    const scene = describeScene("yx", [4, 5], { dtype: "float16" });
    expect(plan(describeImage([scene]), { layout: "series" }).hierarchy!.omeXml).toBeNull();
    const planned = plan(describeImage([scene, scene], { omeXml: "<OME><Image/></OME>" }), { layout: "series" });
    expect(planned.notes).toContainEqual({ severity: "loss", text: expect.stringContaining("OME-XML is not written") });
  });

  test("takes another name as a whole, or is refused", () => {
    const taken = { takenNames: ["set.ome.zarr"] };
    const renamed = plan(images(2), { layout: "series", existing: "rename" }, taken);
    expect(paths(renamed)).toEqual(["set_2.ome.zarr/0", "set_2.ome.zarr/1"]);
    expect(renamed.hierarchy!.storeName).toBe("set_2.ome.zarr");
    expect(() => plan(images(2), { layout: "series" }, taken)).toThrow("set.ome.zarr already exists");
  });

  test("is nothing for compatibility mode, nor for adding time points", () => {
    expect(() => parseSettings({ layout: "series", compatibility: "bioio-conversion-0.1.4" })).toThrow("layout");
    expect(() => parseSettings({ layout: "series", existing: "append" })).toThrow("append");
  });
});

describe("a plate", () => {
  test("has rows and columns all, and groups for the wells with images", () => {
    const planned = plan(
      images(3, [
        [1, 1, 2],
        [1, 1, 1],
        [0, 0, 1],
      ]),
      { layout: "plate", zarrFormat: 2 },
    );
    expect(planned.outputs.map(({ scene, storeName }) => [scene, storeName])).toEqual([
      [2, "plate.ome.zarr/A/1/0"],
      [1, "plate.ome.zarr/B/2/0"],
      [0, "plate.ome.zarr/B/2/1"],
    ]);
    const { groups, omeXml } = planned.hierarchy!;
    expect(groups).toEqual([
      { path: "A", attributes: null },
      { path: "B", attributes: null },
      { path: "A/1", attributes: { well: { version: "0.4", images: [{ path: "0" }] } } },
      { path: "B/2", attributes: { well: { version: "0.4", images: [{ path: "0" }, { path: "1" }] } } },
      { path: "OME", attributes: { series: ["A/1/0", "B/2/0", "B/2/1"] } },
      {
        path: "",
        attributes: {
          plate: {
            version: "0.4",
            name: "a plate",
            field_count: 2,
            rows: [{ name: "A" }, { name: "B" }, { name: "C" }],
            columns: [{ name: "1" }, { name: "2" }],
            wells: [
              { path: "A/1", rowIndex: 0, columnIndex: 0 },
              { path: "B/2", rowIndex: 1, columnIndex: 1 },
            ],
          },
          "bioformats2raw.layout": 3,
        },
      },
    ]);
    expect(omeXml).toContain(
      '<Well ID="Well:0:1" Column="1" Row="1"><WellSample ID="WellSample:0:1:1" Index="1"><ImageRef ID="Image:1"/>',
    );
  });

  test("keeps a field in its place whichever scenes are chosen", () => {
    const planned = plan(
      images(3, [
        [0, 0, 1],
        [0, 0, 2],
        [0, 1, 1],
      ]),
      { layout: "plate", scenes: [1] },
    );
    expect(paths(planned)).toEqual(["plate.ome.zarr/A/1/1"]);
    expect(planned.hierarchy!.groups.at(-1)!.attributes).toMatchObject({ ome: { plate: { field_count: 1 } } });
  });

  test("tells acquisitions where each image is of one", () => {
    const both = plan(
      images(3, [
        [0, 0, 1, 3],
        [0, 0, 1, 5],
        [0, 0, 2, 5],
      ]),
      { layout: "plate" },
    );
    const { groups } = both.hierarchy!;
    expect(groups.at(-1)!.attributes).toMatchObject({
      ome: {
        plate: {
          acquisitions: [
            { id: 3, name: "run 3", maximumfieldcount: 1 },
            { id: 5, name: "run 5", maximumfieldcount: 2 },
          ],
        },
      },
    });
    expect(groups[1]!.attributes).toMatchObject({
      ome: { well: { images: [{ acquisition: 3 }, { acquisition: 5 }, { acquisition: 5 }] } },
    });
    const some = plan(
      images(2, [
        [0, 0, 1, 3],
        [0, 0, 2],
      ]),
      { layout: "plate" },
    );
    expect(JSON.stringify(some.hierarchy!.groups)).not.toContain("acquisition");
  });

  test("is what is written by itself where the source is one, and has more than a scene", () => {
    const layoutOf = (source: ImageDescription, settings: Record<string, unknown> = {}) =>
      plan(source, { layout: "auto", ...settings }).hierarchy?.layout;
    const onPlate = images(2, [
      [0, 0, 1],
      [1, 1, 1],
    ]);
    expect(layoutOf(onPlate)).toBe("plate");
    expect(layoutOf(onPlate, { scenes: [0] })).toBe("plate");
    expect(layoutOf(onPlate, { existing: "append" })).toBeUndefined();
    expect(layoutOf(onPlate, { compatibility: "bioio-conversion-0.1.4", scenes: [0] })).toBeUndefined();
    expect(layoutOf(images(2))).toBeUndefined();
    // One image is a store of its own, with a mask, too.
    const onePlace = images(1, [[0, 0, 1]]);
    expect(layoutOf(onePlace)).toBeUndefined();
    expect(plan(onePlace, { layout: "auto" }).notes).toEqual([
      {
        severity: "change",
        text: "The plate “a plate” is not written as one: its only image becomes an image of its own, without well and field. With layout plate it stays a plate.",
      },
    ]);
    expect(plan(onePlace, { layout: "single" }).notes).toEqual([]);
    expect(plan(onePlace, { layout: "plate" }).notes).toEqual([]);
    const mask = describeScene("yx", [4, 5], { labelOf: { scene: 0, name: "cells" } });
    const fields = [...onePlace.plate!.fields, ...onePlace.plate!.fields];
    const masked = { ...onePlace, scenes: [...onePlace.scenes, mask], plate: { ...onePlace.plate!, fields } };
    expect(layoutOf(masked)).toBe("image");
  });

  test("or a series stays one where it is one already", () => {
    const layoutOf = (source: ImageDescription, settings: Record<string, unknown> = {}) =>
      plan(source, { layout: "auto", ...settings }).hierarchy?.layout;
    const onePlace: ImageDescription = { ...images(1, [[0, 0, 1]]), storeLayout: "plate" };
    const series: ImageDescription = { ...images(2), storeLayout: "series" };
    expect(layoutOf(onePlace)).toBe("plate");
    expect(layoutOf(series)).toBe("series");
    expect(layoutOf(series, { layout: "single" })).toBeUndefined();
    expect(layoutOf(series, { existing: "append", scenes: [0] })).toBeUndefined();
    expect(layoutOf(series, { compatibility: "bioio-conversion-0.1.4", scenes: [0] })).toBeUndefined();
    // A plate that does not say what lies in which well is no plate to be written.
    expect(layoutOf({ ...images(2), storeLayout: "plate" })).toBeUndefined();
  });

  test("is refused where nothing says which scene belongs to which well", () => {
    expect(() => plan(images(2), { layout: "plate" })).toThrow("is no plate");
  });
});

describe("labels", () => {
  const image = describeScene("czyx", [2, 3, 20, 30], {
    scale: [null, 2, 0.5, 0.5],
    units: [null, "micrometer", "micrometer", "micrometer"],
  });
  const labelsOf = (scene: number, axes: string, shape: number[], more = {}) =>
    describeScene(axes, shape, { labelOf: { scene, name: "cells" }, isLabelImage: true, ...more });
  const withLabels = (axes = "zyx", shape = [3, 20, 30], more = {}) =>
    describeImage([image, labelsOf(0, axes, shape, more)], { name: "a.tif" });

  test("lie in the store of their image, on its axes, with its levels, never averaged", () => {
    const planned = plan(withLabels(), { numLevels: 2, downsampleMethod: "mean", axesNames: ["c", "z", "y", "x"] });
    expect(storeNamesOf(planned)).toEqual(["a.ome.zarr"]);
    expect(paths(planned)).toEqual(["a.ome.zarr", "a.ome.zarr/labels/cells"]);
    const [whole, labels] = planned.outputs;
    expect(labels!.levels.map(({ shape, scale }) => [shape, scale])).toEqual([
      [
        [1, 3, 20, 30],
        [1, 2, 0.5, 0.5],
      ],
      [
        [1, 3, 10, 15],
        [1, 2, 1, 1],
      ],
    ]);
    expect(labels).toMatchObject({
      axes: whole!.axes,
      view: { sources: [null, 0, 1, 2] },
      resampling: { method: "mode" },
      imageName: "cells",
      metadata: { omero: false, imageLabel: { source: "../../" } },
    });
    expect(whole!.resampling.method).toBe("mean");
    expect(planned.hierarchy).toMatchObject({
      layout: "image",
      groups: [{ path: "labels", attributes: { ome: { version: "0.5", labels: ["cells"] } } }],
    });
  });

  test("are no part of a series, or of what OME-XML describes", () => {
    const both = describeImage([image, image, labelsOf(1, "yx", [20, 30])], { name: "a.tif" });
    const planned = plan(both, { layout: "series", zarrFormat: 2 });
    expect(paths(planned)).toEqual(["a.ome.zarr/0", "a.ome.zarr/1", "a.ome.zarr/1/labels/cells"]);
    expect(planned.hierarchy!.groups).toEqual([
      { path: "1/labels", attributes: { labels: ["cells"] } },
      { path: "OME", attributes: { series: ["0", "1"] } },
      { path: "", attributes: { "bioformats2raw.layout": 3 } },
    ]);
    expect(planned.hierarchy!.omeXml!.match(/<Image /g)).toHaveLength(2);
    // Several stores of their own: the labels have one, too.
    expect(paths(plan(both, {}))).toHaveLength(3);
  });

  test("have folders of their own, whatever they are called", () => {
    const called = (...names: string[]) =>
      describeImage([image, ...names.map((name) => labelsOf(0, "zyx", [3, 20, 30], { labelOf: { scene: 0, name } }))], {
        name: "a.tif",
      });
    const folders = (planned: ReturnType<typeof plan>) => paths(planned).map((path) => path.split("/labels/")[1]);
    const names = ["a/b", "a_b", "Cells", "cells", "zarr.json", "..", "."];
    const expected = ["a_b", "a_b_2", "Cells", "cells_2", "zarr.json_2", "image", "image_2"];
    const planned = plan(called(...names), {});
    expect(folders(planned)).toEqual([undefined, ...expected]);
    expect(planned.hierarchy!.groups).toMatchObject([{ attributes: { ome: { labels: expected } } }]);
    expect(planned.outputs.slice(1).map(({ imageName }) => imageName)).toEqual(names);
    // The same whichever of them are chosen.
    expect(folders(plan(called(...names), { scenes: [0, 4] }))).toEqual([undefined, "cells_2"]);
  });

  test("leave their image's OME-XML to it", () => {
    const omeXml = `<OME><Image ID="x" Name="a"><Pixels><TiffData/></Pixels></Image></OME>`;
    const planned = plan({ ...withLabels(), omeXml }, {});
    expect(planned.notes).toEqual([]);
    expect(planned.outputs.map(({ metadata }) => metadata.omeXml)).toEqual([expect.stringContaining('ID="x"'), null]);
    const alone = plan({ ...withLabels(), omeXml }, { scenes: [1] });
    expect(alone.outputs.map(({ metadata }) => metadata.omeXml)).toEqual([null]);
  });

  test("are an image of their own where theirs is not chosen", () => {
    const planned = plan(withLabels(), { scenes: [1] });
    expect(planned.hierarchy).toBeUndefined();
    expect(planned.outputs).toMatchObject([{ metadata: { omero: false, imageLabel: { source: null } } }]);
  });

  test.each([
    ["yx", [20, 31], {}, "do not fit their image: they have y 20, x 31, it has c 2, z 3, y 20, x 30"],
    ["szyx", [3, 3, 20, 30], {}, "do not fit their image"],
    ["zyx", [3, 20, 30], { dtype: "float32" }, "are float32, no whole numbers"],
  ])("of %s %j %j are refused", (axes, shape, more, message) => {
    expect(() => plan(withLabels(axes, shape, more), {})).toThrow(message);
  });

  test("keep time points from being added", () => {
    expect(() => plan(withLabels(), { existing: "append" })).toThrow("with labels");
  });
});
