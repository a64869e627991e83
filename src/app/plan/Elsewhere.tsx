import { useState } from "react";
import type { ImageDescription } from "../../model/image.ts";
import type { Plan } from "../../plan/plan.ts";
import { pythonScript } from "../../plan/elsewhere/pythonScript.ts";
import { shellCommand } from "../../plan/elsewhere/shellCommand.ts";
import { VERSION } from "../../model/version.ts";
import { CodeBlock } from "../parts/CodeBlock.tsx";

/** The same job on another computer: Zarrdrop's own command line, or bioio-conversion on a Dask cluster. */
export function Elsewhere({ description, plan }: { description: ImageDescription; plan: Plan }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className="elsewhere" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>Run elsewhere</summary>
      {isOpen && <Ways description={description} plan={plan} />}
    </details>
  );
}

function Ways({ description, plan }: { description: ImageDescription; plan: Plan }) {
  const command = shellCommand(plan.settings, description.name, "output");
  const script = pythonScript(description, plan.settings, plan);
  return (
    <>
      <h3>With Zarrdrop on the command line</h3>
      <p className="muted">
        Node.js and the package of the release are needed there:{" "}
        <code>npm install --global zarrdrop-{VERSION}.tgz</code>
      </p>
      <CodeBlock text={command} copyLabel="Copy command" />
      <h3>With bioio-conversion on a Dask cluster</h3>
      <CodeBlock text={script} copyLabel="Copy script" />
    </>
  );
}
