import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { parameterOf, type Parameter } from "../../plan/settings/parameters.ts";
import { parseSettings } from "../../plan/settings/parseSettings.ts";
import { planConversion } from "../../plan/planConversion.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import { columnOf, setColumn, withEntry } from "./axisColumns.ts";
import { derivedRow, numberFrom, pastedEntries, textsOfShapes, valuesFromTexts, withCells } from "./cellTexts.ts";
import { problemFrom, withValue } from "./changeSetting.ts";
import { entriesOf, recordOf, repeatedName } from "./creatorEntries.ts";
import { derivedOutput } from "./derivedOutput.ts";
import { shapesOfLevels } from "./shapeEditing.ts";
import type { SettingsEditor } from "./useSettings.ts";

const IMAGE = describeImage([
  describeScene("tcyx", [2, 3, 90, 70], { scale: [null, null, 0.5, 0.25], units: [null, null, "µm", "µm"] }),
]);

describe("cells of shapes", () => {
  const derived = [derivedRow([2, 90]), derivedRow([2, 45])];

  it("take over what is derived in the others when one is typed", () => {
    const next = withCells([], derived, 1, 1, ["40"]);
    expect(next).toEqual([
      ["2", "90"],
      ["2", "40"],
    ]);
    expect(valuesFromTexts(next!)).toEqual([
      [2, 90],
      [2, 40],
    ]);
    expect(withCells([["2", "90"]], derived, 0, 0, ["1"])).toEqual([
      ["1", "90"],
      ["2", "45"],
    ]);
  });

  it("are derived again when they are emptied, the last of them all together", () => {
    const given = [
      ["2", "30"],
      ["2", "40"],
    ];
    const next = withCells(given, derived, 1, 1, [""])!;
    expect(next).toEqual([
      ["2", "30"],
      ["2", "45"],
    ]);
    expect(withCells(next, derived, 0, 1, [" "])).toBeNull();
    // What happens to be the same, but was typed, is given.
    expect(withCells(next, derived, 0, 1, ["90"])).toEqual([
      ["2", "90"],
      ["2", "45"],
    ]);
  });

  it("may be more or fewer than there are axes and levels", () => {
    expect(withCells([["1"], ["2"], ["3"]], derived, 0, 0, ["9"])).toEqual([["9", "90"], ["2", "45"], ["3"]]);
    expect(withCells([], derived, 0, 0, ["1", "2", "3"])).toEqual([
      ["1", "2", "3"],
      ["2", "45"],
    ]);
    expect(textsOfShapes([1, 2])).toEqual([["1", "2"]]);
    expect(textsOfShapes([[1, 2]])).toEqual([["1", "2"]]);
    expect(textsOfShapes(null)).toEqual([]);
  });

  it("hold numbers, or what was typed instead", () => {
    expect([" 12 ", "1e3", "-1", ".5", "", "x", "0x10", "Infinity"].map(numberFrom)).toEqual([
      12,
      1000,
      -1,
      0.5,
      "",
      "x",
      "0x10",
      "Infinity",
    ]);
  });

  it.each([
    ["(1, 64, 64)", ["1", "64", "64"]],
    ["[1 64\t64]", ["1", "64", "64"]],
    ["1024 × 1024", ["1024", "1024"]],
    ["64", null],
    ["", null],
  ])("pasted: %s", (text, entries) => {
    expect(pastedEntries(text)).toEqual(entries);
  });

  it("follow their levels", () => {
    const settings: Settings = { ...DEFAULT_SETTINGS, chunkShape: [[1], [2], [3]], shardShape: [8] };
    expect(shapesOfLevels(settings, [0, 2])).toEqual({ chunkShape: [[1], [3]], shardShape: [8] });
    expect(shapesOfLevels(settings, [0, 1, 2, 3])).toMatchObject({ chunkShape: [[1], [2], [3], [3]] });
  });
});

describe("what is derived", () => {
  const derived = (settings: Partial<Settings>, keys: Parameters<typeof derivedOutput>[3]) =>
    derivedOutput(IMAGE, { ...DEFAULT_SETTINGS, ...settings }, {}, keys);

  it("is what holds without the setting, the others as they are", () => {
    const output = derived({ numLevels: 2, levelShapes: [[2, 3, 90, 70]], chunkShape: [1, 1, 9, 9] }, ["levelShapes"]);
    expect(output?.levels.map(({ shape, chunkShape }) => [shape, chunkShape])).toEqual([
      [
        [2, 3, 90, 70],
        [1, 1, 9, 9],
      ],
      [
        [2, 3, 45, 35],
        [1, 1, 9, 9],
      ],
    ]);
  });

  it("is there even where other settings cannot be", () => {
    const wrong = { scenes: [4], axesNames: ["a"], shardShape: [7], chunkShape: [2, 2] };
    expect(derived(wrong, ["chunkShape"])?.levels[0]?.chunkShape).toEqual([2, 3, 90, 70]);
  });
});

describe("the place of what is wrong", () => {
  const problem = (settings: Record<string, unknown>) => {
    try {
      planConversion(IMAGE, parseSettings(settings));
    } catch (thrown) {
      return problemFrom(thrown as never).at;
    }
    return null;
  };
  const four = (size: unknown) => [1, 1, size, 1];

  it.each([
    [{ chunk_shape: four(0) }, [2]],
    [{ chunk_shape: [four(1), four("x")] }, [1, 2]],
    [{ chunk_shape: [1] }, []],
    [{ level_shapes: [[2, 3, 90, 71]] }, [0, 3]],
    [
      {
        level_shapes: [
          [2, 3, 90, 70],
          [2, 3],
        ],
      },
      [1],
    ],
    [{ chunk_shape: four(4), shard_shape: four(7) }, [0, 2]],
    [{ chunk_shape: [[2, 3, 90, 70], four(1)], num_levels: 2, memory_budget: 32 * 2 ** 20 }, null],
    [{ physical_pixel_size: four(0) }, [2]],
    [{ axes_units: [null, null, "parrot", null] }, [2]],
    [{ axes_names: ["t", "c", "y", "y"] }, [3]],
    [{ axes_types: ["time", "space", "channel", "space"] }, [2]],
    [{ root_transform: { type: "scale", scale: four(-1) } }, [2]],
    [{ channels: [{ label: "a" }, { label: 7 }] }, [1]],
    [{ rdefs: { defaultT: 2 } }, []],
  ])("%j: %j", (settings, at) => {
    expect(problem(settings)).toEqual(at);
  });

  it("is said in whole sentences", () => {
    const { problem: said } = withValue(DEFAULT_SETTINGS, parameterOf("chunkShape"), four(0));
    expect(said?.text).toBe("chunk_shape[2] must be >= 1. Give a whole number from 1 on, got 0.");
  });
});

describe("columns of the axes", () => {
  const output = derivedOutput(IMAGE, DEFAULT_SETTINGS, {}, [])!;
  /** An editor that keeps what is set. */
  const editorOf = (given: Partial<Settings> = {}) => {
    const editor = {
      settings: { ...DEFAULT_SETTINGS, ...given },
      drafts: new Map<string, string>(),
      draftOf: ({ key }: Parameter) => editor.drafts.get(key) ?? null,
      problemOf: () => null,
      setValue: (parameter: Parameter, value: unknown, change: { draft?: string } = {}) => {
        const changed = withValue(editor.settings, parameter, value);
        if (changed.settings === null) editor.drafts.set(parameter.key, change.draft!);
        else {
          editor.drafts.delete(parameter.key);
          editor.settings = changed.settings;
        }
      },
    };
    // All of it that columns use.
    return editor as typeof editor & SettingsEditor;
  };
  type Key = "axesUnits" | "physicalPixelSize" | "axesNames";
  const type = (editor: SettingsEditor, key: Key, axis: number, text: string, scene: number | null = null): void =>
    setColumn(editor, key, scene, withEntry(columnOf(editor, key, scene, output), axis, text));

  it("take over what is derived in the others", () => {
    const editor = editorOf();
    type(editor, "axesUnits", 0, "second");
    expect(editor.settings.axesUnits).toEqual(["second", null, "micrometer", "micrometer"]);
    type(editor, "axesUnits", 2, "none");
    expect(editor.settings.axesUnits).toEqual(["second", null, null, "micrometer"]);
    type(editor, "physicalPixelSize", 3, "2");
    expect(editor.settings.physicalPixelSize).toEqual([1, 1, 0.5, 2]);
    // An axis may be called so.
    type(editor, "axesNames", 1, "none");
    expect(editor.settings.axesNames).toEqual(["t", "none", "y", "x"]);
  });

  it("are derived again when the last entry is emptied; of longer lists the last count", () => {
    const editor = editorOf({ physicalPixelSize: [9, 1, 1, 0.5, 2] });
    expect(columnOf(editor, "physicalPixelSize", null, output).texts).toEqual(["1", "1", "0.5", "2"]);
    type(editor, "physicalPixelSize", 0, "");
    expect(editor.settings.physicalPixelSize).toEqual([1, 1, 0.5, 2]);
    type(editor, "physicalPixelSize", 3, "");
    expect(editor.settings.physicalPixelSize).toBeNull();
  });

  it("keep what is typed and cannot be", () => {
    const editor = editorOf();
    type(editor, "physicalPixelSize", 3, "x");
    expect(editor.settings.physicalPixelSize).toBeNull();
    expect(columnOf(editor, "physicalPixelSize", null, output).texts).toEqual(["1", "1", "0.5", "x"]);
  });

  it("correct one scene, unit and size apart, and no more when both are derived again", () => {
    const editor = editorOf({ axesUnits: ["second", null, "meter", "meter"] });
    type(editor, "physicalPixelSize", 3, "x", 1);
    type(editor, "axesUnits", 2, "inch", 1);
    expect(editor.settings.sceneCorrections).toBeNull();
    expect(columnOf(editor, "axesUnits", 1, output).texts[2]).toBe("inch");
    expect(columnOf(editor, "axesUnits", 0, output).texts).toEqual([]);
    expect(columnOf(editor, "axesNames", 1, output).isEditable).toBe(false);
    type(editor, "physicalPixelSize", 3, "4", 1);
    expect(editor.settings.sceneCorrections).toEqual({
      1: { axesUnits: [null, null, "inch", "micrometer"], physicalPixelSize: [1, 1, 0.5, 4] },
    });
    setColumn(editor, "axesUnits", 1, null);
    type(editor, "physicalPixelSize", 3, "", 1);
    expect(editor.settings.sceneCorrections).toBeNull();
    expect(editor.settings.axesUnits).toEqual(["second", null, "meter", "meter"]);
  });
});

describe("entries of the creator", () => {
  it("are texts, or what they were", () => {
    const entries = entriesOf({ name: "a", version: 7, parts: [1] });
    expect(entries.map(({ text }) => text)).toEqual(["a", "7", "[1]"]);
    expect(recordOf(entries)).toEqual({ name: "a", version: 7, parts: [1] });
    const typed = entries.map((entry) => ({ ...entry, text: entry.text === "7" ? "8" : "[" }));
    expect(recordOf(typed)).toEqual({ name: "[", version: 8, parts: "[" });
    expect(recordOf([{ name: "version", text: "7", before: undefined }])).toEqual({ version: "7" });
  });

  it("need names of their own", () => {
    expect(recordOf([{ name: " ", text: "", before: undefined }])).toBeNull();
    expect(repeatedName([...entriesOf({ a: 1, b: 2 }), { name: " a", text: "", before: undefined }])).toBe("a");
    expect(repeatedName(entriesOf({ a: 1 }))).toBeNull();
  });
});
