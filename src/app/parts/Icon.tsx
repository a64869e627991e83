const PATHS = {
  file: "M6 2.5h8l4.5 4.5v14.5H6zM14 2.5V7h4.5",
  folder:
    "M2.5 6a1.5 1.5 0 0 1 1.5-1.5h5l2 2.5h9A1.5 1.5 0 0 1 21.5 8.500v9.500a1.5 1.5 0 0 1-1.5 1.500H4A1.5 1.5 0 0 1 2.5 18z",
  sample:
    "M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.600l2.1 2.100M16.3 16.300l2.1 2.100M5.6 18.400l2.1-2.100M16.3 7.700l2.1-2.100M15 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0z",
  close: "M6 6l12 12M18 6L6 18",
  check: "M4.5 12.500l5 5 10-11",
  warning: "M12 3.500l9.5 16.500h-19zM12 10v4.500M12 17.200v.300",
  stop: "M7 7h10v10H7z",
  retry: "M4.5 12a7.5 7.5 0 1 0 2.2-5.300M4 3.500v4h4",
  copy: "M8.5 8.500h11v11h-11zM15.5 8.500v-4h-11v11h4",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  fit: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  grid: "M4 4h16v16H4zM4 12h16M12 4v16",
  download: "M12 3.500v11.500M7 10.500l5 5 5-5M4 20h16",
  chevron: "M9 5.500l6.5 6.500L9 18.5",
  eye: "M2 12s3.5-6.5 10-6.500S22 12 22 12s-3.5 6.5-10 6.500S2 12 2 12zM15 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0z",
  info: "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM12 11v5.500M12 7.500v.300",
  up: "M12 19V5M6 11l6-6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
} as const;

/** The icons that there are. */
export type IconName = keyof typeof PATHS;

/** A line drawing of 24 × 24, in the colour of the text. Decoration only: the words beside it say what it means. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
