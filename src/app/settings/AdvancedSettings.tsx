import { PARAMETER_GROUPS, PARAMETERS, type Parameter } from "../../plan/parameters.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { usePlan } from "../plan/usePlan.ts";
import type { QueueItem } from "../state/queue.ts";
import { ChannelsEditor } from "./ChannelsEditor.tsx";
import { ParameterField } from "./ParameterField.tsx";
import type { SettingsEditor } from "./useSettings.ts";

/** Every parameter of a conversion, in groups. Those in sight above are here too where they can say more than a list. */
export function AdvancedSettings({ editor, item }: { editor: SettingsEditor; item: QueueItem | null }) {
  const output = usePlan(item)?.plan?.outputs[0] ?? null;
  return (
    <div className="advanced">
      {PARAMETER_GROUPS.map((group) => (
        <fieldset key={group} className="settings-group">
          <legend>{group}</legend>
          {PARAMETERS.filter((parameter) => parameter.group === group && isShown(parameter)).map((parameter) =>
            parameter.kind.kind === "channels" ? (
              <ChannelsEditor key={parameter.key} parameter={parameter} editor={editor} output={output} />
            ) : (
              <ParameterField
                key={parameter.key}
                parameter={parameter}
                editor={editor}
                label={parameter.key === "compressor" ? "Codec in full" : parameter.label}
                derived={output === null ? "" : derivedText(parameter, output)}
              />
            ),
          )}
        </fieldset>
      ))}
    </div>
  );
}

/** The lists above say all there is to say of those in sight, apart from codecs that are not in the list. */
function isShown(parameter: Parameter): boolean {
  return !parameter.visible || parameter.key === "compressor";
}

/** What holds for the selected image where a field is left empty. */
function derivedText(parameter: Parameter, output: OutputPlan): string {
  const first = output.levels[0]!;
  switch (parameter.key) {
    case "levelShapes":
      return output.levels.map((level) => level.shape.join(",")).join("; ");
    case "chunkShape":
      return first.chunkShape.join(",");
    case "shardShape":
      return first.shardShape?.join(",") ?? "no shards";
    case "name":
      return output.storeName.replace(/\.ome\.zarr$/, "");
    case "imageName":
      return output.imageName;
    case "axesNames":
      return output.axes.map((axis) => axis.name).join(",");
    case "axesTypes":
      return output.axes.map((axis) => axis.type ?? "none").join(",");
    case "axesUnits":
      return output.axes.map((axis) => axis.unit ?? "none").join(",");
    case "physicalPixelSize":
      return first.scale.map((size) => String(Number(size.toPrecision(6)))).join(",");
    case "dtype":
      return output.dtype;
    case "startTSrc":
      return String(output.time.sourceStart);
    case "startTDest":
      return String(output.time.destinationStart);
    case "tbatch":
      return String(output.time.count);
    case "scenes":
      return "all";
    case "memoryTarget":
      return "16MiB";
    case "memoryBudget":
      return "256MiB";
    case "compressor":
      return "blosc:zstd:3:bitshuffle";
    case "workers":
      return "by the machine";
    default:
      return "";
  }
}
