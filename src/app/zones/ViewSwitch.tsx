import { Icon, type IconName } from "../parts/Icon.tsx";
import { useApp } from "../sessionContext.ts";

/** The zone that a narrow window shows. */
export type NarrowView = "files" | "look" | "settings";

const VIEWS: readonly { view: NarrowView; icon: IconName; name: string }[] = [
  { view: "files", icon: "file", name: "Files" },
  { view: "look", icon: "eye", name: "Look" },
  { view: "settings", icon: "grid", name: "Settings" },
];

/** At the foot of a narrow window, which has room for one zone. */
export function ViewSwitch({ view, onChange }: { view: NarrowView; onChange: (view: NarrowView) => void }) {
  const count = useApp((state) => state.items.length);
  return (
    <nav className="view-switch" aria-label="Views">
      {VIEWS.map(({ view: each, icon, name }) => (
        <button
          key={each}
          type="button"
          className="view-button"
          aria-current={each === view ? "page" : undefined}
          onClick={() => onChange(each)}
        >
          <Icon name={icon} />
          {each === "files" ? `${name} · ${count}` : name}
        </button>
      ))}
    </nav>
  );
}
