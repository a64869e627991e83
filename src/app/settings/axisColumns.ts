import type { Parameter, ParameterKey } from "../../plan/parameters.ts";
import type { OutputPlan } from "../../plan/plan.ts";
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

/** One of the lists with an entry per axis, as its column shows it. */
export type AxisColumn = {
  parameter: Parameter;
  head: string;
  isGiven: boolean;
  /** Given entries; empty: derived. */
  texts: readonly string[];
  /** What is shown where nothing is given, and what is taken over when another entry is typed. */
  derived: readonly string[];
  values: readonly (string | number | null)[];
  problem: Problem | null;
};

/** The column of a parameter; of lists longer than the axes the last entries, as in bioio-conversion. */
export function columnOf(
  editor: SettingsEditor,
  parameter: Parameter & { key: ParameterKey },
  output: OutputPlan,
): AxisColumn {
  const key = parameter.key as AxisKey;
  const values = derivedValues(key, output);
  const draft = editor.draftOf(parameter);
  const given = editor.settings[key] as (string | number | null)[] | null;
  // A draft of these parameters was written by `withEntry`.
  const texts = draft !== null ? (JSON.parse(draft) as string[]) : (given ?? []).map(textOf).slice(-values.length);
  return {
    parameter,
    head: HEADS[key],
    isGiven: texts.length > 0,
    texts,
    derived: values.map((value) =>
      typeof value === "number" ? String(Number(value.toPrecision(6))) : (value ?? "none"),
    ),
    values,
    problem: editor.problemOf(parameter),
  };
}

/** The list after one entry was typed over, and how it is kept while it cannot be; null when it is all as derived again. */
export function withEntry(
  { parameter, texts, values }: AxisColumn,
  axis: number,
  text: string,
): { value: (string | number | null)[] | null; draft: string } {
  const next = values.map((value, at) => {
    const own = at === axis ? text : (texts[at] ?? "");
    return own.trim() === "" ? textOf(value) : own;
  });
  const isDerived = text.trim() === "" && next.every((entry, at) => entry === textOf(values[at]!));
  const value = isDerived ? null : next.map((entry) => entryFrom(parameter.key as AxisKey, entry));
  return { value, draft: JSON.stringify(next) };
}

function entryFrom(key: AxisKey, text: string): string | number | null {
  if (key === "physicalPixelSize") return numberFrom(text);
  return key !== "axesNames" && ["none", "null"].includes(text.trim()) ? null : text.trim();
}

function textOf(value: string | number | null): string {
  return value === null ? "none" : String(value);
}

function derivedValues(key: AxisKey, { axes, levels }: OutputPlan): (string | number | null)[] {
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
