import type { ReactNode } from "react";
import type { Help } from "./help/useHelp.ts";
import { Button } from "./parts/Button.tsx";
import { Icon } from "./parts/Icon.tsx";
import { Wordmark } from "./parts/Wordmark.tsx";
import { useApp } from "./sessionContext.ts";

/** The page's name, what it promises, and what can be done now. */
export function PageHeader({ help, children }: { help: Help; children?: ReactNode }) {
  const { isOpen, toggle, takeButton } = help;
  const hasOfflineCopy = useApp((state) => state.hasOfflineCopy);
  return (
    <header className="page-header">
      <Wordmark />
      <p className="page-promise">
        <Icon name="lock" />
        <span>{hasOfflineCopy && "Works offline. "}Files stay on this computer.</span>
      </p>
      <div className="page-help">
        <Button
          ref={takeButton}
          look="quiet"
          aria-label="Help"
          title="Help (?)"
          aria-expanded={isOpen}
          onClick={toggle}
        >
          <Icon name="help" />
          <span>Help</span>
        </Button>
      </div>
      {children}
    </header>
  );
}
