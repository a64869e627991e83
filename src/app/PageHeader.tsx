import type { ReactNode } from "react";
import { Icon } from "./parts/Icon.tsx";
import { Wordmark } from "./parts/Wordmark.tsx";
import { useApp } from "./sessionContext.ts";

/** The page's name, what it promises, and what can be done now. */
export function PageHeader({ children }: { children?: ReactNode }) {
  const hasOfflineCopy = useApp((state) => state.hasOfflineCopy);
  return (
    <header className="page-header">
      <Wordmark />
      <p className="page-promise">
        <Icon name="lock" />
        <span>{hasOfflineCopy && "Works offline. "}Files stay on this computer.</span>
      </p>
      {children}
    </header>
  );
}
