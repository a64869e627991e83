/** Colours and type of what is drawn over pictures: those of the page, whatever its look. CSS colours. */
export type StageColors = {
  stage: string;
  text: string;
  textNote: string;
  onImage: string;
  float: string;
  floatLine: string;
  pick: string;
  ground: string;
  /** What is being done, on a picture of any brightness. */
  busy: string;
  good: string;
  veil: string;
  font: string;
};

/** What holds at an element now. */
export function readStageColors(element: HTMLElement): StageColors {
  const style = getComputedStyle(element);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  return {
    stage: value("--stage"),
    text: value("--text"),
    textNote: value("--text-3"),
    onImage: value("--text-on-image"),
    float: value("--float"),
    floatLine: value("--float-line"),
    pick: value("--pick"),
    ground: value("--ground"),
    busy: value("--do"),
    good: value("--good"),
    veil: value("--veil"),
    font: style.fontFamily,
  };
}

/** "#0a0a0b" as red, green and blue from 0 to 1; black for what is written otherwise. */
export function rgbOfHex(color: string): readonly [number, number, number] {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(color);
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  const parts = long?.slice(1) ?? short?.slice(1).map((digit) => digit + digit) ?? ["00", "00", "00"];
  const [red, green, blue] = parts.map((hex) => Number.parseInt(hex, 16) / 255);
  return [red!, green!, blue!];
}
