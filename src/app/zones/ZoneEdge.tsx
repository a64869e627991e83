import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import { ZONE_WIDTHS, type Zone, type Zones } from "./useZones.ts";

/** CSS pixels that an arrow key moves the edge by. */
const STEP = 16;

/** The edge between a zone and the picture: dragged, or moved by arrow keys; Enter or a double click puts it back. */
export function ZoneEdge({ zone, zones, label }: { zone: Zone; zones: Zones; label: string }) {
  const held = useRef<{ from: number; width: number } | null>(null);
  const { least, most, first } = ZONE_WIDTHS[zone];
  const width = zones.layout[zone];
  const outward = zone === "queue" ? 1 : -1;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "ArrowLeft") zones.resize(zone, width - STEP * outward);
    else if (event.key === "ArrowRight") zones.resize(zone, width + STEP * outward);
    else if (event.key === "Enter") zones.resize(zone, first);
    else return;
    event.preventDefault();
  };
  const onPointerDown = (event: PointerEvent): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    held.current = { from: event.clientX, width };
  };
  return (
    // A separator that can be moved is a control.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className={`zone-edge zone-edge-${zone}`}
      // A rule between paragraphs would not be the same.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onKeyDown={onKeyDown}
      onDoubleClick={() => zones.resize(zone, first)}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        if (held.current !== null)
          zones.resize(zone, held.current.width + (event.clientX - held.current.from) * outward);
      }}
      onLostPointerCapture={() => (held.current = null)}
    />
  );
}
