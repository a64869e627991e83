import { assertNever } from "../../src/model/errors.ts";
import { CHANNEL_FLAGS } from "../../src/plan/settings/channelFlags.ts";
import { PARAMETER_GROUPS, type ParameterKind } from "../../src/plan/settings/parameterRow.ts";
import { type Preset, PRESETS } from "../../src/plan/settings/presets.ts";
import { defaultText, PARAMETERS, type Parameter } from "../../src/plan/settings/parameters.ts";

/** The text of `docs/parameters.md`: every parameter, by group. */
export function parametersMarkdown(): string {
  const lines = [
    "# Parameters",
    "",
    "Every parameter of a conversion, by the name that files and messages use; scripts may also write it in camelCase. Those marked ✔ are",
    "parameters of bioio-conversion's `OmeZarrConverter` (0.1.4) with the same meaning.",
    "",
    `The page and the command line start from the preset *${PRESETS[0]!.name}* (${presetText(PRESETS[0]!)}), the command line with`,
    "`--compat` or `--params`, and the package, from the defaults below.",
    "",
  ];
  for (const group of PARAMETER_GROUPS) {
    const rows = PARAMETERS.filter((parameter) => parameter.group === group).map(parameterRow);
    lines.push(...section(group, ["parameter", "flag", "value", "default", "meaning", "bioio-conversion"], rows));
  }
  const channelRows = CHANNEL_FLAGS.map(({ flag, value, meaning }) => [`\`${flag}\``, cell(value), cell(meaning)]);
  lines.push(...section("Channels on the command line", ["flag", "value", "meaning"], channelRows));
  return `${lines.join("\n").trimEnd()}\n`;
}

/** What a preset says, by parameters. */
function presetText({ settings }: Preset): string {
  const said = PARAMETERS.filter(({ key }) => settings[key] !== undefined);
  return said.map((parameter) => `\`${parameter.name}\` ${String(settings[parameter.key])}`).join(", ");
}

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const table = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return [`## ${title}`, "", ...table, ""];
}

function parameterRow(parameter: Parameter): string[] {
  const flags = [parameter.flag, ...parameter.aliases].map((flag) => `\`${flag}\``).join(", ");
  return [
    `\`${parameter.name}\``,
    flags,
    cell(kindText(parameter.kind)),
    cell(defaultText(parameter)),
    cell(parameter.meaning),
    parameter.reference ? "✔" : "",
  ];
}

/** What may be given, in a few words. */
export function kindText(kind: ParameterKind): string {
  switch (kind.kind) {
    case "boolean":
      return "yes or no";
    case "integer":
      return `whole number from ${kind.minimum}`;
    case "levels":
      return "whole number or auto";
    case "bytes":
      return "bytes (16MiB)";
    case "choice":
      return kind.values.join(", ");
    case "text":
      return "text";
    case "indices":
      return "0 or 0,2";
    case "shape":
      return "1,4,4";
    case "shapes":
      return "1,1,256,256; one per level: 1,1,256,256;1,1,128,128";
    case "numbers":
      return "1,0.5,0.1,0.1";
    case "names":
      return "names with commas";
    case "json":
      return "JSON object";
    case "dtype":
      return "uint16";
    case "compressor":
      return "none, blosc:zstd:3:bitshuffle, zstd:3, gzip:5, or JSON";
    case "channels":
      return "JSON list";
    default:
      return assertNever(kind);
  }
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
