import { useState } from "react";
import { Button } from "../parts/Button.tsx";

/** Asks the browser to let the page say when long work ends; it is offered where that is not decided yet. */
export function NotifyButton() {
  const canAsk = "Notification" in window && Notification.permission === "default";
  const [isOpen, setIsOpen] = useState(canAsk);
  if (!isOpen) return null;
  return (
    <Button look="quiet" onClick={() => void Notification.requestPermission().finally(() => setIsOpen(false))}>
      Notify me at the end
    </Button>
  );
}
