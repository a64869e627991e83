import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useApp, useSession } from "../sessionContext.ts";

/** Has the job rest after what is under way, or go on. */
export function PauseButton() {
  const session = useSession();
  const isPaused = useApp((state) => state.job?.isPaused ?? false);
  return (
    <Button onClick={() => session.run.pause(!isPaused)}>
      <Icon name={isPaused ? "play" : "pause"} />
      {isPaused ? "Resume" : "Pause"}
    </Button>
  );
}
