import { useState } from "react";
import { PARAMETER_GROUPS, type ParameterKey } from "../../plan/settings/parameterRow.ts";
import { PARAMETERS, type Parameter } from "../../plan/settings/parameters.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { QueueItem } from "../state/queue.ts";
import { Checkbox } from "../parts/Checkbox.tsx";
import { FindField } from "../parts/FindField.tsx";
import { useFind } from "../parts/useFind.ts";
import { changedSettings } from "./changedSettings.ts";
import { AxesEditor } from "./AxesEditor.tsx";
import { ChannelsEditor } from "./ChannelsEditor.tsx";
import { ChunkShapesEditor } from "./ChunkShapesEditor.tsx";
import { CreatorEditor } from "./CreatorEditor.tsx";
import { LevelShapesEditor } from "./LevelShapesEditor.tsx";
import { ParameterField } from "./ParameterField.tsx";
import { RenderingDefaultsEditor } from "./RenderingDefaultsEditor.tsx";
import { RootTransformEditor } from "./RootTransformEditor.tsx";
import { ShardFactorEditor } from "./ShardFactorEditor.tsx";
import { useDerivedOutput } from "./useDerivedOutput.ts";
import type { SettingsEditor } from "./useSettings.ts";

/** Every parameter of a conversion, in groups. Those in sight above are here too where they can say more than a list. */
export function AdvancedSettings({ editor, item }: { editor: SettingsEditor; item: QueueItem | null }) {
  const output = useDerivedOutput(item, editor.settings, NOTHING);
  const { wanted, setWanted, isFound } = useFind();
  const [onlyChanged, setOnlyChanged] = useState(false);
  const changed = changedSettings(editor.settings);
  const isWanted = (parameter: Parameter): boolean =>
    isShown(parameter) &&
    (!onlyChanged || changed.has(parameter.key)) &&
    isFound(parameter.label, parameter.name, parameter.meaning);
  const groups = PARAMETER_GROUPS.map((group) => ({
    group,
    parameters: PARAMETERS.filter((parameter) => parameter.group === group && isWanted(parameter)),
  })).filter(({ parameters }) => parameters.length > 0);
  return (
    <div className="advanced">
      <FindField
        label="Find a setting"
        placeholder={`Find in ${PARAMETERS.filter(isShown).length} advanced`}
        value={wanted}
        onChange={setWanted}
      />
      <Checkbox isSelected={onlyChanged} onChange={setOnlyChanged}>
        Changed only
      </Checkbox>
      {groups.length === 0 && <p className="note">No setting is like that.</p>}
      {groups.map(({ group, parameters }) => (
        <fieldset key={group} className="settings-group">
          <legend>{group}</legend>
          {parameters.map((parameter) => (
            <ParameterEditor key={parameter.key} parameter={parameter} editor={editor} item={item} output={output} />
          ))}
        </fieldset>
      ))}
    </div>
  );
}

/** Settings as they are. */
const NOTHING: readonly ParameterKey[] = [];

type ParameterEditorProps = {
  parameter: Parameter;
  editor: SettingsEditor;
  item: QueueItem | null;
  output: OutputPlan | null;
};

/** Lists and shapes have editors of their own, all else a field. */
function ParameterEditor({ parameter, editor, item, output }: ParameterEditorProps) {
  const shared = { parameter, editor, item };
  switch (parameter.key) {
    case "levelShapes":
      return <LevelShapesEditor {...shared} />;
    case "chunkShape":
    case "shardShape":
      return <ChunkShapesEditor {...shared} />;
    case "shardFactor":
      return <ShardFactorEditor {...shared} />;
    // All that is said of an axis stands in one row.
    case "physicalPixelSize":
      return <AxesEditor key={item?.id} editor={editor} item={item} />;
    case "axesNames":
    case "axesTypes":
    case "axesUnits":
    case "sceneCorrections":
      return null;
    case "channels":
      return <ChannelsEditor parameter={parameter} editor={editor} output={output} />;
    case "rdefs":
      return <RenderingDefaultsEditor {...shared} />;
    case "creatorInfo":
      return <CreatorEditor parameter={parameter} editor={editor} />;
    case "rootTransform":
      return <RootTransformEditor {...shared} />;
    default:
      return (
        <ParameterField
          parameter={parameter}
          editor={editor}
          label={parameter.key === "compressor" ? "Codec in full" : parameter.label}
          derived={output === null ? "" : derivedText(parameter, output)}
        />
      );
  }
}

/** The lists above say all there is to say of those in sight, apart from codecs that are not in the list. */
function isShown(parameter: Parameter): boolean {
  return parameter.why === "" || parameter.key === "compressor";
}

/** What holds for the selected image where a field is left empty. */
function derivedText(parameter: Parameter, output: OutputPlan): string {
  switch (parameter.key) {
    case "name":
      return output.storeName.replace(/\.ome\.zarr$/, "");
    case "imageName":
      return output.imageName;
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
