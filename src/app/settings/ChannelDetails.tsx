import type { ChannelPlan } from "../../plan/plan.ts";
import type { ChannelSettings } from "../../plan/settings/settings.ts";
import { SelectField } from "../parts/SelectField.tsx";
import { useTypedText } from "../parts/useTypedText.ts";
import { textsOf, WINDOW_MEMBERS, type ChannelTextKey, type ChannelTexts } from "./channelTexts.ts";

type ChannelDetailsProps = {
  /** From 1, for the labels. */
  number: number;
  given: ChannelSettings | null;
  /** What holds where nothing is given. */
  derived: ChannelPlan;
  /** What was typed and is no value yet. */
  texts: ChannelTexts;
  onChange: (changes: Partial<ChannelSettings>, texts?: ChannelTexts) => void;
};

/** How viewers show a channel at first, folded away: seldom needed, and derived where left empty. */
export function ChannelDetails({ number, given, derived, texts, onChange }: ChannelDetailsProps) {
  const shown = { ...textsOf(given), ...texts };
  const range = derived.window ?? derived.display ?? {};
  const placeholders: Partial<Record<ChannelTextKey, unknown>> = { ...derived, ...range };
  const field = (key: ChannelTextKey, label: string) => (
    <TextField
      key={key}
      label={label}
      stored={shown[key]}
      placeholder={String(placeholders[key] ?? "")}
      onChange={(text) => onChange({}, { [key]: text })}
    />
  );
  return (
    <details className="channel-details">
      <summary aria-label={`More of channel ${number}`}>More</summary>
      <div className="channel-grid">
        {(["active", "inverted"] as const).map((key) => (
          <SelectField
            key={key}
            label={`Channel ${number} ${key}`}
            value={given?.[key] === true ? "yes" : given?.[key] === false ? "no" : ""}
            options={[
              { value: "", label: "Derived" },
              { value: "yes", label: "yes" },
              { value: "no", label: "no" },
            ]}
            onChange={(value) => onChange({ [key]: value === "" ? null : value === "yes" })}
          />
        ))}
        {field("coefficient", `Coefficient of channel ${number}`)}
        {field("family", `Family of channel ${number}`)}
        {WINDOW_MEMBERS.map((member) => field(member, `Window ${member} of channel ${number}`))}
      </div>
    </details>
  );
}

type TextFieldProps = { label: string; stored: string; placeholder: string; onChange: (text: string) => void };

function TextField({ label, stored, placeholder, onChange }: TextFieldProps) {
  const { props } = useTypedText(stored, onChange);
  return (
    <label className="field">
      <span className="field-label">{label}</span>
      <input {...props} className="input" placeholder={placeholder} />
    </label>
  );
}
