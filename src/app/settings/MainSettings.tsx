import { parameterOf } from "../../plan/settings/parameters.ts";
import { RESAMPLING_METHODS } from "../../plan/settings/settings.ts";
import { SelectField } from "../parts/SelectField.tsx";
import { formatShape } from "../figures.ts";
import { usePlan } from "../plan/usePlan.ts";
import type { QueueItem } from "../state/queue.ts";
import { CompressionField } from "./CompressionField.tsx";
import type { SettingsEditor } from "./useSettings.ts";

const METHOD_NAMES: Record<(typeof RESAMPLING_METHODS)[number], string> = {
  mean: "Mean of the pixels",
  nearest: "Nearest pixel",
  gaussian: "Gaussian blur, then sample",
  mode: "Most frequent (labels)",
  min: "Minimum",
  max: "Maximum",
  bioio: "As bioio-conversion",
};

/** The five settings that matter most. */
export function MainSettings({ editor, item }: { editor: SettingsEditor; item: QueueItem | null }) {
  const { settings } = editor;
  const output = usePlan(item)?.plan?.outputs[0] ?? null;
  const levels = parameterOf("numLevels");
  const method = parameterOf("downsampleMethod");
  const chunks = parameterOf("chunkStrategy");
  const format = parameterOf("zarrFormat");
  const isCompatible = settings.compatibility !== "none";
  const levelCount = settings.numLevels === null ? "1" : String(settings.numLevels);
  return (
    <>
      <SelectField
        label="Levels"
        value={settings.levelShapes === null ? levelCount : "shapes"}
        error={editor.errorOf(levels)}
        description={levels.why}
        options={[
          {
            value: "auto",
            label: output && levelCount === "auto" ? `Automatic: ${output.levels.length}` : "Automatic",
          },
          ...numbersTo(Math.max(12, Number(levelCount) || 0)).map((count) => ({ value: count, label: count })),
          ...(settings.levelShapes === null ? [] : [{ value: "shapes", label: "Shapes given below" }]),
        ]}
        onChange={(value) => {
          if (value === "shapes") return;
          editor.replace({
            ...settings,
            levelShapes: null,
            numLevels: value === "auto" ? value : value === "1" ? null : Number(value),
          });
        }}
      />
      <SelectField
        label="Resampling"
        value={settings.downsampleMethod ?? "default"}
        error={editor.errorOf(method)}
        description={method.why}
        options={[
          { value: "default", label: output ? `Automatic: ${output.resampling.method}` : "Automatic" },
          ...RESAMPLING_METHODS.map((name) => ({ value: name, label: METHOD_NAMES[name] })),
        ]}
        onChange={(value) => editor.setValue(method, value === "default" ? null : value)}
      />
      <SelectField
        label="Chunks"
        value={settings.chunkShape === null ? settings.chunkStrategy : "shape"}
        error={editor.errorOf(chunks)}
        description={output?.levels[0] ? `${chunks.why} Here: ${chunkText(output.levels[0])}.` : chunks.why}
        isDisabled={isCompatible}
        options={[
          { value: "viewer", label: "For viewers" },
          { value: "budget", label: "By size, x first" },
          ...(settings.chunkShape === null ? [] : [{ value: "shape", label: "Shape given below" }]),
        ]}
        onChange={(value) => {
          if (value === "shape") return;
          editor.replace({ ...settings, chunkShape: null, chunkStrategy: value === "viewer" ? "viewer" : "budget" });
        }}
      />
      <CompressionField editor={editor} item={item} />
      <SelectField
        label="Format"
        value={String(settings.zarrFormat)}
        error={editor.errorOf(format)}
        description={format.why}
        options={[
          { value: "3", label: "OME-Zarr 0.5 (Zarr v3)" },
          { value: "2", label: "OME-Zarr 0.4 (Zarr v2)" },
        ]}
        onChange={(value) => editor.setValue(format, Number(value))}
      />
    </>
  );
}

function chunkText({ chunkShape, shardShape }: { chunkShape: number[]; shardShape: number[] | null }): string {
  const chunk = `${formatShape(chunkShape)} per chunk`;
  return shardShape === null ? chunk : `${chunk}, ${formatShape(shardShape)} per shard (file)`;
}

function numbersTo(last: number): string[] {
  return Array.from({ length: last }, (_, index) => String(index + 1));
}
