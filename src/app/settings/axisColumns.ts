import { parameterOf, type Parameter } from "../../plan/settings/parameters.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { SceneCorrection, Settings } from "../../plan/settings/settings.ts";
import type { Problem } from "../state/appState.ts";
import { numberFrom } from "./cellTexts.ts";
import type { SettingsEditor } from "./useSettings.ts";

/** The lists with an entry per axis, in the order of their columns. */
export const AXIS_COLUMNS = ["axesNames", "axesTypes", "axesUnits", "physicalPixelSize"] as const;
type AxisKey = (typeof AXIS_COLUMNS)[number];

const HEADS: Record<AxisKey, string> = {
  axesNames: "Name",
  axesTypes: "Type",
  axesUnits: "Unit",
  physicalPixelSize: "Size",
};

type AxisList = (string | number | null)[];

/** One of the lists with an entry per axis, as its column shows it. */
export type AxisColumn = {
  key: AxisKey;
  parameter: Parameter;
  head: string;
  /** False for what cannot be said of the scene that is edited. */
  isEditable: boolean;
  /** Given entries; empty: derived. */
  texts: readonly string[];
  /** What is shown where nothing is given. */
  derived: readonly string[];
  /** What is taken over when another entry is typed. */
  values: Readonly<AxisList>;
  problem: Problem | null;
  /** Index of the axis that the problem is about; null: all of them. */
  wrong: number | null;
};

/**
 * The column of a list; of lists longer than the axes the last entries, as in bioio-conversion.
 * @param scene number of the scene that is corrected, or null for all of them
 * @param output what holds where nothing is given
 */
export function columnOf(editor: SettingsEditor, key: AxisKey, scene: number | null, output: OutputPlan): AxisColumn {
  const parameter = parameterOf(key);
  const values = derivedValues(key, output);
  const found = editor.problemOf(scene === null ? parameter : CORRECTIONS);
  const isHere = scene === null || (found?.at[0] === scene && found.text.includes(parameter.name));
  const problem = isHere ? found : null;
  return {
    key,
    parameter,
    head: HEADS[key],
    isEditable: scene === null || isCorrectable(key),
    texts: textsOf(editor, key, scene).slice(-values.length),
    derived: values.map((value) =>
      typeof value === "number" ? String(Number(value.toPrecision(6))) : (value ?? "none"),
    ),
    values,
    problem,
    wrong: problem?.at[scene === null ? 0 : 1] ?? null,
  };
}

/** The texts of a column after one entry was typed over; null when all is as derived again. */
export function withEntry({ texts, values }: AxisColumn, axis: number, text: string): string[] | null {
  const next = values.map((value, at) => {
    const own = at === axis ? text : (texts[at] ?? "");
    return own.trim() === "" ? textOf(value) : own;
  });
  const isDerived = text.trim() === "" && next.every((entry, at) => entry === textOf(values[at]!));
  return isDerived ? null : next;
}

/** Gives a list, for all scenes or as a correction of one; null derives it again. */
export function setColumn(editor: SettingsEditor, key: AxisKey, scene: number | null, texts: string[] | null): void {
  if (scene === null) {
    editor.setValue(parameterOf(key), listFrom(key, texts), { draft: JSON.stringify(texts) });
    return;
  }
  const { sceneCorrections } = editor.settings;
  const lists: Pending["lists"] = { ...pendingOf(editor, scene), [key]: texts };
  const typed = Object.entries(lists).map(([name, each]) => [name, listFrom(name as AxisKey, each)]);
  const correction = { ...sceneCorrections?.[scene], ...Object.fromEntries(typed) };
  const draft = JSON.stringify({ scene, lists } satisfies Pending);
  editor.setValue(CORRECTIONS, { ...sceneCorrections, [scene]: correction }, { draft });
}

const CORRECTIONS = parameterOf("sceneCorrections");

/** The lists of a scene that were typed while they, or one of them, cannot be. */
type Pending = { scene: number; lists: Partial<Record<AxisKey, string[] | null>> };

function pendingOf(editor: SettingsEditor, scene: number): Pending["lists"] {
  const draft = editor.draftOf(CORRECTIONS);
  // Written by `setColumn`.
  const pending = draft === null ? null : (JSON.parse(draft) as Pending);
  return pending?.scene === scene ? pending.lists : {};
}

function textsOf(editor: SettingsEditor, key: AxisKey, scene: number | null): string[] {
  const draft = scene === null ? editor.draftOf(parameterOf(key)) : null;
  // Written by `setColumn`.
  if (draft !== null) return JSON.parse(draft) as string[];
  const pending = scene === null ? undefined : pendingOf(editor, scene)[key];
  if (pending !== undefined) return pending ?? [];
  const given = scene === null ? editor.settings[key] : correctionOf(editor.settings, scene, key);
  return (given ?? []).map(textOf);
}

function listFrom(key: AxisKey, texts: readonly string[] | null): AxisList | null {
  return texts === null ? null : texts.map((text) => entryFrom(key, text));
}

/** Can it be said of a single scene? */
function isCorrectable(key: AxisKey): key is keyof SceneCorrection & AxisKey {
  return key === "axesUnits" || key === "physicalPixelSize";
}

/** The list that a scene is corrected with, or null. */
function correctionOf(settings: Settings, scene: number, key: AxisKey): AxisList | null {
  return isCorrectable(key) ? (settings.sceneCorrections?.[scene]?.[key] ?? null) : null;
}

function entryFrom(key: AxisKey, text: string): string | number | null {
  if (key === "physicalPixelSize") return numberFrom(text);
  return key !== "axesNames" && ["none", "null"].includes(text.trim()) ? null : text.trim();
}

function textOf(value: string | number | null): string {
  return value === null ? "none" : String(value);
}

function derivedValues(key: AxisKey, { axes, levels }: OutputPlan): AxisList {
  switch (key) {
    case "axesNames":
      return axes.map(({ name }) => name);
    case "axesTypes":
      return axes.map(({ type }) => type);
    case "axesUnits":
      return axes.map(({ unit }) => unit);
    case "physicalPixelSize":
      return [...levels[0]!.scale];
  }
}
