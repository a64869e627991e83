import type { ZarrdropError } from "../../model/errors.ts";
import { Icon } from "../parts/Icon.tsx";

/** Why a file cannot be converted with the settings as they are. */
export function PlanProblem({ name, error }: { name: string; error: ZarrdropError }) {
  return (
    <section className="card problem" data-tone="bad" role="alert">
      <h2>
        <Icon name="warning" />
        {name} cannot be converted with these settings
      </h2>
      <p>{error.message}</p>
      <p className="muted">{error.details.advice ?? "Change the setting, or reset it."}</p>
    </section>
  );
}
