import { useState } from "react";
import type { Parameter } from "../../plan/settings/parameters.ts";
import type { ChannelPlan, OutputPlan } from "../../plan/plan.ts";
import type { ChannelSettings } from "../../plan/settings/settings.ts";
import { Button } from "../parts/Button.tsx";
import { ChannelDetails } from "./ChannelDetails.tsx";
import { withTexts, type ChannelTexts } from "./channelTexts.ts";
import type { SettingsEditor } from "./useSettings.ts";

type Pending = { channels: ChannelSettings[]; texts: ChannelTexts[] };

type ChannelsEditorProps = { parameter: Parameter; editor: SettingsEditor; output: OutputPlan | null };

/** Names, colours and display windows of the channels, to be corrected before they are written. */
export function ChannelsEditor({ parameter, editor, output }: ChannelsEditorProps) {
  const problem = editor.problemOf(parameter);
  const error = problem?.text ?? null;
  const wrong = problem?.at[0] ?? null;
  const channels = output?.channels ?? [];
  // What was given and cannot be yet, such as half of a window; it is gone when the draft is dropped elsewhere.
  const [pending, setPending] = useState<Pending | null>(null);
  const unfinished = editor.draftOf(parameter) === null ? null : pending;
  const given = unfinished?.channels ?? editor.settings.channels;
  const change = (index: number, changes: Partial<ChannelSettings>, moreTexts: ChannelTexts = {}): void => {
    const texts = channels.map((_, at) => ({ ...unfinished?.texts[at], ...(at === index ? moreTexts : {}) }));
    const next = channels.map((channel, at) => {
      const before = given?.[at] ?? derivedChannel(channel, editor.settings.compatibility !== "none");
      return at === index ? { ...before, ...changes } : before;
    });
    setPending({ channels: next, texts });
    editor.setValue(
      parameter,
      next.map((channel, at) => withTexts(channel, texts[at]!)),
    );
  };
  if (channels.length === 0) return null;
  return (
    <div className="field" data-invalid={(error !== null && wrong === null) || undefined}>
      <span className="field-head">
        <span className="field-label">{parameter.label}</span>
        {(given !== null || error !== null) && (
          <Button
            look="quiet"
            aria-label={`Reset to derived: ${parameter.label}`}
            onClick={() => editor.setValue(parameter, null)}
          >
            Reset to derived
          </Button>
        )}
      </span>
      <ul className="channel-settings">
        {channels.map((channel, index) => (
          <li key={index} data-invalid={wrong === index || undefined}>
            <span className="channel-title">
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
            </span>
            <ChannelDetails
              number={index + 1}
              given={given?.[index] ?? null}
              derived={channel}
              texts={unfinished?.texts[index] ?? {}}
              onChange={(changes, moreTexts) => change(index, changes, moreTexts)}
            />
            {wrong === index && <p className="field-error">{error}</p>}
          </li>
        ))}
      </ul>
      <span className={error === null || wrong !== null ? "field-help" : "field-error"}>
        {wrong === null ? (error ?? parameter.meaning) : parameter.meaning}
      </span>
    </div>
  );
}

/** Nothing but the name is fixed by naming a channel: the rest stays derived. bioio-conversion needs a colour too. */
function derivedChannel(channel: ChannelPlan, isCompatible: boolean): ChannelSettings {
  return {
    label: channel.label,
    color: isCompatible ? channel.color : null,
    active: null,
    coefficient: null,
    family: null,
    inverted: null,
    window: null,
  };
}
