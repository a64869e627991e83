import { Component, type ReactNode } from "react";
import { asZarrdropError, ZarrdropError } from "../model/errors.ts";
import { Button } from "./parts/Button.tsx";
import { adviceFor, safetyFor } from "./run/errorText.ts";

type State = { error: ZarrdropError | null };

/**
 * What stands in the page's place when it cannot be shown: a part of it was not to be had (the network went during the first visit, the host
 * has a newer build), its address gives it no rights, or drawing it failed. React takes everything away then, and nobody would know why.
 */
export class BrokenPage extends Component<{ children: ReactNode }, State> {
  // Nothing that is dropped on such a page could be read or written.
  override state: State = { error: isSecureContext ? null : withoutHttps() };

  static getDerivedStateFromError(thrown: unknown): State {
    return { error: asZarrdropError(thrown) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <main className="broken-page" role="alert">
        <p>
          <strong>{error.message}</strong> {adviceFor(error)}
        </p>
        <p>{safetyFor(error, true)}</p>
        <Button onClick={() => location.reload()}>Load the page again</Button>
        <pre>{error.details.technical}</pre>
      </main>
    );
  }
}

function withoutHttps(): ZarrdropError {
  return new ZarrdropError(
    "permission",
    "This page came without https, so the browser lets it do nothing with files.",
    {
      safe: "Nothing was read or written.",
      advice: "Open it by https, or on the computer that serves it as http://localhost.",
    },
  );
}
