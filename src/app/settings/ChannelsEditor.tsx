import type { Parameter } from "../../plan/parameters.ts";
import type { ChannelPlan, OutputPlan } from "../../plan/plan.ts";
import type { ChannelSettings } from "../../plan/settings.ts";
import { Button } from "../parts/Button.tsx";
import type { SettingsEditor } from "./useSettings.ts";

type ChannelsEditorProps = { parameter: Parameter; editor: SettingsEditor; output: OutputPlan | null };

/** Names, colours and display windows of the channels, to be corrected before they are written. */
export function ChannelsEditor({ parameter, editor, output }: ChannelsEditorProps) {
  const error = editor.errorOf(parameter);
  const given = editor.settings.channels;
  const channels = output?.channels ?? [];
  const change = (index: number, changes: Partial<ChannelSettings>): void => {
    const next = channels.map((channel, at) => {
      const before = given?.[at] ?? derivedChannel(channel);
      return at === index ? { ...before, ...changes } : before;
    });
    editor.setValue(parameter, next);
  };
  if (channels.length === 0) return null;
  return (
    <div className="field" data-invalid={error !== null || undefined}>
      <span className="field-head">
        <span className="field-label">{parameter.label}</span>
        {given !== null && (
          <Button look="quiet" onPress={() => editor.setValue(parameter, null)}>
            Reset to derived
          </Button>
        )}
      </span>
      <ul className="channel-settings">
        {channels.map((channel, index) => (
          <li key={index}>
            <input
              type="color"
              aria-label={`Stored colour of channel ${index + 1}`}
              value={`#${channel.color.replace(/^#/, "").toLowerCase()}`}
              onChange={(event) => change(index, { color: event.currentTarget.value.slice(1).toUpperCase() })}
            />
            <input
              className="input"
              aria-label={`Name of channel ${index + 1}`}
              value={given?.[index]?.label ?? channel.label}
              onChange={(event) => change(index, { label: event.currentTarget.value })}
            />
          </li>
        ))}
      </ul>
      <span className={error === null ? "field-help" : "field-error"}>{error ?? parameter.meaning}</span>
    </div>
  );
}

/** Nothing but the name is fixed by naming a channel: the rest stays derived. */
function derivedChannel(channel: ChannelPlan): ChannelSettings {
  return {
    label: channel.label,
    color: null,
    active: null,
    coefficient: null,
    family: null,
    inverted: null,
    window: null,
  };
}
