import type { ImageDescription, SceneDescription } from "../../model/image.ts";
import { plural } from "../figures.ts";
import { sceneFacts } from "../sceneFacts.ts";
import { unitSymbol } from "../stage/scaleBar.ts";

/** What the file says of itself: to see before converting that it was understood. */
export function AboutImage({ description, scene }: { description: ImageDescription; scene: number }) {
  const described = description.scenes[scene];
  if (described === undefined) return null;
  const rows: [string, string][] = [
    ["Format", description.formatName],
    ...(description.files.length > 1 ? [["Files", plural(description.files.length, "file")] as [string, string]] : []),
    ["Scene", `${described.name || described.id}: ${sceneFacts(described)}`],
    ["Step", stepText(described)],
    ...described.channels.map((channel, index): [string, string] => [`Channel ${index + 1}`, channelText(channel)]),
    ...(described.acquisitionDate === null ? [] : [["Acquired", described.acquisitionDate] as [string, string]]),
    ...Object.entries(described.facts),
    ...(description.attachments.length === 0
      ? []
      : [["Also in the file", description.attachments.join(", ")] as [string, string]]),
  ];
  return (
    <details className="elsewhere">
      <summary>About the file</summary>
      <dl className="about">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** "x 0.1625 µm, y 0.1625 µm": only the axes of which the file says something. */
function stepText({ axes, scale, units }: SceneDescription): string {
  const steps = axes.flatMap((axis, index) => {
    const step = scale[index];
    return step === null || step === undefined
      ? []
      : [`${axis} ${Number(step.toPrecision(6))} ${unitSymbol(units[index] ?? null)}`.trimEnd()];
  });
  return steps.length === 0 ? "not in the file" : steps.join(", ");
}

function channelText({ name, color, emissionWavelengthNanometre }: SceneDescription["channels"][number]): string {
  return [
    name ?? "no name",
    ...(color === null ? [] : [`#${color}`]),
    ...(emissionWavelengthNanometre === null ? [] : [`emission ${emissionWavelengthNanometre} nm`]),
  ].join(", ");
}
