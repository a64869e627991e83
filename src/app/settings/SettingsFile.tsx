import { useRef, useState, type ChangeEvent } from "react";
import { downloadBlob } from "../../browser/download.ts";
import { asZarrdropError } from "../../model/errors.ts";
import { Button } from "../parts/Button.tsx";
import { readSettingsFile, settingsBlob } from "./readSettingsFile.ts";
import type { SettingsEditor } from "./useSettings.ts";

/** The settings as a file: for another day, another person, or the command line. */
export function SettingsFile({ editor }: { editor: SettingsEditor }) {
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string | null>(null);
  const load = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [file] = event.currentTarget.files ?? [];
    // Emptied, so that choosing the same file again is a change too.
    event.currentTarget.value = "";
    if (file === undefined) return;
    try {
      editor.replace(await readSettingsFile(file));
      setError(null);
    } catch (thrown) {
      const { message, details } = asZarrdropError(thrown);
      setError(details.advice === undefined ? message : `${message} ${details.advice}`);
    }
  };
  return (
    <>
      <div className="settings-file">
        <Button look="quiet" onClick={() => downloadBlob(settingsBlob(editor.settings), "zarrdrop-settings.json")}>
          Save settings
        </Button>
        <Button look="quiet" onClick={() => input.current?.click()}>
          Load settings
        </Button>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          hidden
          aria-label="File of settings"
          onChange={(event) => void load(event)}
        />
      </div>
      {error !== null && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
    </>
  );
}
