import { useState } from "react";
import type { Parameter } from "../../plan/settings/parameters.ts";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { entriesOf, recordOf, repeatedName, type Entry } from "./creatorEntries.ts";
import { EditorFrame } from "./EditorFrame.tsx";
import type { SettingsEditor } from "./useSettings.ts";

type CreatorEditorProps = { parameter: Parameter; editor: SettingsEditor };

/** Who or what made the store: names with values, a row each. */
export function CreatorEditor({ parameter, editor }: CreatorEditorProps) {
  const given = editor.settings.creatorInfo;
  // Rows without a name yet are nowhere but here.
  const [typed, setTyped] = useState<Entry[] | null>(null);
  const isDraft = editor.draftOf(parameter) !== null;
  const isCurrent = typed !== null && (isDraft || JSON.stringify(recordOf(typed)) === JSON.stringify(given));
  const entries = isCurrent ? typed : entriesOf(given);
  const error = editor.errorOf(parameter);
  const take = (next: Entry[]): void => {
    const twice = repeatedName(next);
    const unnamed = next.some(({ name, text: value }) => name.trim() === "" && value.trim() !== "");
    const text = unnamed
      ? "creator_info has a value without a name. Give it a name, or remove it."
      : `creator_info has “${twice}” twice. Every value needs a name of its own.`;
    setTyped(next);
    editor.setValue(parameter, recordOf(next), { refused: unnamed || twice !== null ? { text, at: [] } : null });
  };
  return (
    <EditorFrame
      parameter={parameter}
      isGiven={entries.length > 0}
      onReset={() => {
        setTyped(null);
        editor.setValue(parameter, null);
      }}
      error={error}
      tools={
        <Button look="quiet" onClick={() => take([...entries, { name: "", text: "", before: undefined }])}>
          <Icon name="plus" />
          Add entry
        </Button>
      }
    >
      {(helpId) =>
        entries.length > 0 && (
          <ul className="entries">
            {entries.map((entry, at) => {
              const change = (changes: Partial<Entry>): void =>
                take(entries.map((each, other) => (other === at ? { ...each, ...changes } : each)));
              const isWrong =
                (entry.name.trim() === "" && entry.text.trim() !== "") || entry.name.trim() === repeatedName(entries);
              return (
                <li key={at}>
                  <input
                    className="input"
                    aria-label={`Name of creator entry ${at + 1}`}
                    aria-invalid={isWrong || undefined}
                    aria-describedby={helpId}
                    data-invalid={isWrong || undefined}
                    placeholder="Name"
                    value={entry.name}
                    onChange={(event) => change({ name: event.currentTarget.value })}
                  />
                  <input
                    className="input"
                    aria-label={`Value of creator entry ${at + 1}`}
                    placeholder="Value"
                    value={entry.text}
                    onChange={(event) => change({ text: event.currentTarget.value })}
                  />
                  <Button
                    look="icon"
                    aria-label={`Remove creator entry ${at + 1}`}
                    onClick={() => take(entries.filter((_, other) => other !== at))}
                  >
                    <Icon name="close" />
                  </Button>
                </li>
              );
            })}
          </ul>
        )
      }
    </EditorFrame>
  );
}
