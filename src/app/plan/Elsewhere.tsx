import type { ImageDescription } from "../../model/image.ts";
import type { Plan } from "../../plan/plan.ts";
import { clusterScript } from "../../plan/elsewhere/clusterScript.ts";
import { pythonScript } from "../../plan/elsewhere/pythonScript.ts";
import { labelsWords, shellCommand } from "../../plan/elsewhere/shellCommand.ts";
import { VERSION } from "../../model/version.ts";
import type { QueueItem } from "../state/queue.ts";
import { CodeBlock } from "../parts/CodeBlock.tsx";

/** The same job on another computer: Zarrdrop's own command line, or a Dask cluster with Zarrdrop or bioio-conversion. */
export function Elsewhere({ item, description, plan }: { item: QueueItem; description: ImageDescription; plan: Plan }) {
  const labels = labelsWords(item.labels.map(({ name, mask }) => [name, mask.name]));
  const command = shellCommand(plan.settings, description.name, "output", labels);
  const script = pythonScript(description, plan.settings, plan);
  return (
    <>
      <h3>With Zarrdrop on the command line</h3>
      <p className="note">
        Node.js and the package of the release are needed there:{" "}
        <code>npm install --global zarrdrop-{VERSION}.tgz</code>
      </p>
      <CodeBlock text={command} copyLabel="Copy command" />
      <h3>With Zarrdrop on a Dask cluster</h3>
      <p className="note">
        The same package on every machine, which all have source and destination under the same paths; the stores are
        those of one machine.
      </p>
      <CodeBlock text={clusterScript(description, plan.settings, labels)} copyLabel="Copy script for Zarrdrop" />
      <h3>With bioio-conversion on a Dask cluster</h3>
      <CodeBlock text={script} copyLabel="Copy script" />
    </>
  );
}
