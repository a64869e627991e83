import { useState } from "react";
import { PRESETS, settingsOfPreset } from "../../plan/settings/presets.ts";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Segments } from "../parts/Segments.tsx";
import { useApp, useSession } from "../sessionContext.ts";
import type { QueueItem } from "../state/queue.ts";
import { AdvancedSettings } from "./AdvancedSettings.tsx";
import { MainSettings } from "./MainSettings.tsx";
import { PresetField } from "./PresetField.tsx";
import { SettingsFile } from "./SettingsFile.tsx";
import { isSame } from "./sameSettings.ts";
import { useSettings } from "./useSettings.ts";

/** How the files are converted: a preset, five settings in sight, all others under *Advanced*. */
export function SettingsPane({ item }: { item: QueueItem | null }) {
  const editor = useSettings(item);
  const count = useApp((state) => state.items.length);
  const [isAdvanced, setIsAdvanced] = useState(false);
  const first = settingsOfPreset(PRESETS[0]!);
  return (
    <section className="panel settings" aria-labelledby="settings-title">
      <h2 id="settings-title" className="visually-hidden">
        Settings
      </h2>
      <div className="panel-head settings-head">
        {count > 1 && item !== null && <Scope item={item} />}
        {!isSame(first, editor.settings) && (
          <Button look="quiet" onClick={() => editor.replace(first)}>
            <Icon name="undo" />
            Reset all
          </Button>
        )}
      </div>
      <div className="settings-form">
        <PresetField editor={editor} />
        <MainSettings editor={editor} item={item} />
      </div>
      <div className="settings-foot">
        <Button look="quiet" aria-expanded={isAdvanced} onClick={() => setIsAdvanced(!isAdvanced)}>
          <span className="settings-chevron" data-open={isAdvanced || undefined}>
            <Icon name="chevron" />
          </span>
          Advanced
        </Button>
        <SettingsFile editor={editor} />
      </div>
      {isAdvanced && <AdvancedSettings editor={editor} item={item} />}
    </section>
  );
}

const SCOPES = [
  { value: "all", label: "All files" },
  { value: "one", label: "This file" },
] as const;

/** Whether the form edits the settings for all files or those of the selected one. */
function Scope({ item }: { item: QueueItem }) {
  const { store } = useSession();
  const shared = useApp((state) => state.settings);
  const own = item.ownSettings;
  return (
    <>
      <Segments
        label="These settings are for"
        value={own === null ? "all" : "one"}
        options={SCOPES}
        onChange={(scope) => {
          store.dispatch({ type: "clearDrafts" });
          store.dispatch({ type: "ownSettings", id: item.id, settings: scope === "one" ? shared : null });
        }}
      />
      {own !== null && (
        <Button look="quiet" onClick={() => store.dispatch({ type: "settingsForAll", settings: own })}>
          Apply to all
        </Button>
      )}
    </>
  );
}
