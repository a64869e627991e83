import type { ReactNode } from "react";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Tabs } from "../parts/Tabs.tsx";
import type { Zones } from "../zones/useZones.ts";
import { ZoneEdge } from "../zones/ZoneEdge.tsx";
import type { OpenTab, TabName } from "./useTab.ts";

type InspectorProps = {
  tab: OpenTab;
  zones: Zones;
  /** What the result is called: that of a dropped store is a check. */
  resultLabel: string;
  /** Settings that are not as the page proposes. */
  changedSettings: number;
  panels: Record<TabName, ReactNode>;
};

/** All that is to be known and set of a file, in five tabs. */
export function Inspector({ tab, zones, resultLabel, changedSettings, panels }: InspectorProps) {
  if (!zones.layout.isInspectorOpen) {
    return (
      <div className="inspector-opener">
        <Button look="icon" aria-label="Show the inspector" onClick={() => zones.toggle("inspector")}>
          <Icon name="panelRight" />
        </Button>
      </div>
    );
  }
  return (
    <section className="zone zone-inspector" aria-label="Inspector">
      <ZoneEdge zone="inspector" zones={zones} label="Width of the inspector" />
      <Tabs
        label="Inspector"
        tabs={[
          { name: "plan", label: "Plan" },
          { name: "settings", label: "Settings", count: changedSettings },
          { name: "metadata", label: "Metadata" },
          { name: "result", label: resultLabel },
          { name: "log", label: "Log" },
        ]}
        value={tab.name}
        onChange={tab.open}
        tools={
          <Button look="icon" aria-label="Hide the inspector" onClick={() => zones.toggle("inspector")}>
            <Icon name="panelRight" />
          </Button>
        }
      >
        {panels[tab.name]}
      </Tabs>
    </section>
  );
}
