import { plural } from "../figures.ts";
import { Button } from "../parts/Button.tsx";
import { useApp, useSession } from "../sessionContext.ts";
import { waitingForSettings } from "../state/jobSettings.ts";

/** While a job runs, what runs is frozen; what was changed can be made to hold for what waits. */
export function PendingSettings() {
  const session = useSession();
  const count = useApp(waitingForSettings);
  const hasDrafts = useApp((state) => state.drafts.size > 0);
  if (count === 0) return null;
  return (
    <p className="muted">
      The change holds for the {plural(count, "waiting file")}{" "}
      <Button look="quiet" disabled={hasDrafts} onClick={() => void session.applySettings()}>
        Apply
      </Button>
    </p>
  );
}
