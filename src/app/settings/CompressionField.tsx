import type { CompressorConfiguration } from "../../model/compressor.ts";
import { compressorText, planCompressor } from "../../plan/layout/compressorPlan.ts";
import { textFromValue } from "../../plan/settings/parameterText.ts";
import { parameterOf } from "../../plan/settings/parameters.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import { formatBytes, formatDuration } from "../figures.ts";
import { SelectField } from "../parts/SelectField.tsx";
import { useComparison } from "../plan/useEstimate.ts";
import { usePlan } from "../plan/usePlan.ts";
import type { QueueItem } from "../state/queue.ts";
import type { SettingsEditor } from "./useSettings.ts";

/** Codecs worth offering by name; any other can be typed under *Advanced*. */
const COMMON_CODECS: CompressorConfiguration[] = [
  { id: "blosc", cname: "lz4", clevel: 5, shuffle: "shuffle", typesize: null, blocksize: 0 },
  { id: "blosc", cname: "zstd", clevel: 6, shuffle: "bitshuffle", typesize: null, blocksize: 0 },
  { id: "zstd", level: 3, checksum: false },
  { id: "gzip", level: 5 },
];

type Choice = { value: string; label: string; setting: Settings["compressor"] };

/** Which codec compresses the chunks, with what each would make of this image as soon as that was measured. */
export function CompressionField({ editor, item }: { editor: SettingsEditor; item: QueueItem | null }) {
  const { settings } = editor;
  const parameter = parameterOf("compressor");
  const plan = usePlan(item)?.plan ?? null;
  const value = settings.compressor === null ? "default" : textFromValue(parameter, settings.compressor);
  const choices = choicesFor(settings.compressor, value);
  const dtype = plan?.outputs[0]?.dtype ?? "uint16";
  const estimates = useComparison(
    item,
    plan,
    choices.map(({ setting }) => planCompressor(setting, dtype, false)),
  );
  const isMeasured = estimates.some((estimate) => estimate !== null);
  return (
    <SelectField
      label="Compression"
      value={value}
      error={editor.errorOf(parameter)}
      description={
        isMeasured ? `${parameter.why} Size and time are measured on a few chunks of this image.` : parameter.why
      }
      options={choices.map(({ value: option, label }, index) => {
        const estimate = estimates[index];
        const figures = estimate
          ? `≈ ${formatBytes(estimate.bytes)}, ${formatDuration(estimate.seconds)}`
          : plan === null
            ? null
            : "–";
        return { value: option, label: figures === null ? label : `${label} · ${figures}` };
      })}
      onChange={(chosen) => editor.setText(parameter, chosen === "default" ? "" : chosen)}
    />
  );
}

/** What is offered: the default, the common ones, none, and what was typed under *Advanced*. */
function choicesFor(chosen: Settings["compressor"], value: string): Choice[] {
  const parameter = parameterOf("compressor");
  const choices: Choice[] = [
    { value: "default", label: "Blosc zstd 3 bitshuffle", setting: null },
    ...COMMON_CODECS.map((codec): Choice => ({
      value: textFromValue(parameter, codec),
      label: compressorText(codec),
      setting: codec,
    })),
    { value: "none", label: "None", setting: "none" },
  ];
  if (choices.some((choice) => choice.value === value)) return choices;
  return [...choices, { value, label: typeof chosen === "object" ? compressorText(chosen) : value, setting: chosen }];
}
