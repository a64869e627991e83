import type { HostGaps } from "../../browser/hostGaps.ts";
import { assertNever } from "../../model/errors.ts";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";

/** Said where privacy is told, when the page's host leaves out security headers: what that means now, and what to do. */
export function HostGapsNote({ gaps }: { gaps: HostGaps }) {
  return (
    <div className="host-gaps" role="note" aria-label="Missing security headers">
      <Icon name="warning" />
      <div>
        <p>
          The server of this page leaves out {gaps.lacked.length === gaps.of ? "the" : "some"} security headers. The
          page’s own rules still keep it and its background threads from sending requests to anyone else;{" "}
          {theRest(gaps.filledIn)}
        </p>
        {gaps.filledIn === "next" && (
          <Button look="quiet" onClick={() => location.reload()}>
            Load again
          </Button>
        )}
        <details>
          <summary>Which, and what to do</summary>
          <p>
            Missing or weaker: {gaps.lacked.join(", ")}. They also forbid this page to lead to other addresses and to
            open windows, where the browser can, and other pages to show this one as theirs. Whoever runs the server
            finds what to set in docs/deploy.md of Zarrdrop; on your own computer <code>npm start</code> sends them all.
          </p>
        </details>
      </div>
    </div>
  );
}

/** What becomes of all that a policy in the page cannot say. */
function theRest(filledIn: HostGaps["filledIn"]): string {
  switch (filledIn) {
    case "now":
      return "since your first visit it adds the missing headers itself, except after a forced reload.";
    case "next":
      return "what else the headers forbid is forbidden when it is loaded again, for then it adds them itself.";
    case "never":
      return "what else the headers forbid is not forbidden, for this browser keeps no offline copy that could add them (a private window, or an address without https).";
    default:
      return assertNever(filledIn);
  }
}
