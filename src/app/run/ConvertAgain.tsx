import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useApp, useSession } from "../sessionContext.ts";

/** Converts a file that is done once more, with the settings that hold now: nothing else does. */
export function ConvertAgain({ id }: { id: string }) {
  const session = useSession();
  const isRunning = useApp((state) => state.job !== null);
  return (
    <Button disabled={isRunning} onClick={() => void session.convert([id])}>
      <Icon name="retry" />
      Convert again
    </Button>
  );
}
