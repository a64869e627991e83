import { useState } from "react";
import { readKeptPresets, writeKeptPresets, type KeptPreset } from "../../browser/keptPresets.ts";
import { PRESETS, settingsOfPreset } from "../../plan/settings/presets.ts";
import { Button } from "../parts/Button.tsx";
import { SelectField } from "../parts/SelectField.tsx";
import { isSame } from "./sameSettings.ts";
import type { SettingsEditor } from "./useSettings.ts";

/** Sets of settings by name: the page's own, and those that the person keeps. */
export function PresetField({ editor }: { editor: SettingsEditor }) {
  const [kept, setKept] = useState(readKeptPresets);
  const { settings } = editor;
  const preset = PRESETS.find((each) => isSame(settingsOfPreset(each), settings));
  const own = preset === undefined ? kept.find((each) => isSame(each.settings, settings)) : undefined;
  const isUnnamed = preset === undefined && own === undefined;
  const keep = (next: KeptPreset[]): void => {
    setKept(next);
    writeKeptPresets(next);
  };
  return (
    <>
      <SelectField
        label="Preset"
        value={preset?.id ?? (own === undefined ? "changed" : `own ${own.name}`)}
        description={preset?.meaning ?? (own === undefined ? "Changed by hand." : "Kept in this browser.")}
        options={[
          ...PRESETS.map(({ id, name }) => ({ value: id, label: name })),
          ...kept.map(({ name }) => ({ value: `own ${name}`, label: name })),
          ...(isUnnamed ? [{ value: "changed", label: "Own settings" }] : []),
        ]}
        onChange={(value) => {
          const chosen = PRESETS.find((each) => each.id === value);
          const chosenOwn = kept.find((each) => `own ${each.name}` === value);
          if (chosen !== undefined) editor.replace(settingsOfPreset(chosen));
          else if (chosenOwn !== undefined) editor.replace(chosenOwn.settings);
        }}
      />
      {isUnnamed && (
        <KeepForm onKeep={(name) => keep([...kept.filter((each) => each.name !== name), { name, settings }])} />
      )}
      {own !== undefined && (
        <Button look="quiet" onClick={() => keep(kept.filter((each) => each !== own))}>
          Forget “{own.name}”
        </Button>
      )}
    </>
  );
}

/** Asks for a name under which the settings are kept. */
function KeepForm({ onKeep }: { onKeep: (name: string) => void }) {
  const [name, setName] = useState("");
  return (
    <form
      className="field-row"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== "") onKeep(name.trim());
      }}
    >
      <input
        className="input"
        aria-label="Name of a preset"
        placeholder="Keep as preset…"
        value={name}
        maxLength={60}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" disabled={name.trim() === ""}>
        Keep
      </Button>
    </form>
  );
}
