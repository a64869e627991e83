import { cssColor } from "./channelView.ts";
import { drawPanel } from "./chunkCard.ts";
import type { Overlay } from "./overlay.ts";
import { formatValue, type Readout } from "./readout.ts";
import { fitCanvas } from "./renderer.ts";
import { scaleBar } from "./scaleBar.ts";
import { axisAt } from "./viewedImage.ts";

/** Height of the strip in CSS pixels: room for the values of many channels above the bar. */
export const LEGEND_HEIGHT = 116;
const MARGIN = 12;

/**
 * Draws the scale bar and what is under the pointer, on a canvas that is a strip as wide as the view: it changes with every movement of the pointer,
 * and a canvas over all of the picture would cost more.
 */
export function drawLegend(canvas: HTMLCanvasElement, overlay: Overlay): void {
  const { size, ratio, readout } = overlay;
  fitCanvas(canvas, { width: Math.round(size.width * ratio), height: Math.round(LEGEND_HEIGHT * ratio) });
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.width, LEGEND_HEIGHT);
  context.textBaseline = "middle";
  const bottom = LEGEND_HEIGHT - MARGIN / 2;
  const barLeft = drawScaleBar(context, overlay, bottom);
  if (readout !== null) drawReadout(context, overlay, readout, { bottom, barLeft });
}

/** With a dark rim, for pictures of any brightness. Gives the place at its left. */
function drawScaleBar(
  context: CanvasRenderingContext2D,
  { image, look, size, colors }: Overlay,
  bottom: number,
): number {
  const { axes, levels } = image.output;
  const x = axisAt(image.output, "x");
  const bar = scaleBar(levels[0]?.scale[x] ?? 1, axes[x]?.unit ?? null, look.camera.zoom);
  const right = size.width - MARGIN - 8;
  const isDark = colors.onImage !== "#fff" && colors.onImage !== "#ffffff";
  const rim = isDark ? "rgb(255 255 255 / 85%)" : "rgb(0 0 0 / 75%)";
  context.fillStyle = rim;
  context.fillRect(right - bar.length - 1, bottom - 8, bar.length + 2, 5);
  context.fillStyle = colors.onImage;
  context.fillRect(right - bar.length, bottom - 7, bar.length, 3);
  context.font = `600 11.5px ${colors.font}`;
  context.textAlign = "center";
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = rim;
  const write = (text: string, at: number): void => {
    context.strokeText(text, at, bottom - 18);
    context.fillText(text, at, bottom - 18);
  };
  write(bar.label, right - bar.length / 2);
  const zoom = zoomText(look.camera.zoom);
  const left = Math.min(right - bar.length, right - bar.length / 2 - context.measureText(bar.label).width / 2);
  context.textAlign = "right";
  write(zoom, left - 14);
  return left - 14 - context.measureText(zoom).width;
}

/** "90 %": of a pixel of the image on one of the screen. */
function zoomText(zoom: number): string {
  const percent = zoom * 100;
  return `${percent >= 10 ? Math.round(percent) : Number(percent.toPrecision(1))} %`;
}

const LINE = 22;

function drawReadout(
  context: CanvasRenderingContext2D,
  { size, colors }: Overlay,
  readout: Readout,
  { bottom, barLeft }: { bottom: number; barLeft: number },
): void {
  context.font = `500 11.5px ${colors.font}`;
  const words = [
    { text: readout.place, color: null },
    ...readout.values.map(({ value, color }) => ({ text: value === null ? "…" : formatValue(value), color })),
  ];
  const widths = words.map(
    ({ text, color }) => Math.ceil(context.measureText(text).width) + (color === null ? 10 : 24),
  );
  // Many channels do not fit into one line, and a narrow view has no room for one beside the scale bar.
  const beside = barLeft - 3 * MARGIN;
  const isAbove = widths.reduce((sum, width) => sum + width, 0) > beside;
  const most = isAbove ? size.width - 3 * MARGIN : beside;
  const lines: { at: number; line: number }[] = [];
  let [at, line] = [0, 0];
  for (const width of widths) {
    if (at > 0 && at + width > most) [at, line] = [0, line + 1];
    lines.push({ at, line });
    at += width;
  }
  const height = (line + 1) * LINE + 6;
  const top = bottom - height - (isAbove ? 34 : 0);
  drawPanel(context, colors, {
    x: MARGIN,
    y: top,
    width: Math.max(...lines.map((place, index) => place.at + widths[index]!)) + 10,
    height,
  });
  context.textAlign = "left";
  words.forEach(({ text, color }, index) => {
    const left = MARGIN + 10 + lines[index]!.at;
    const middle = top + 3 + (lines[index]!.line + 0.5) * LINE;
    if (color !== null) {
      context.fillStyle = cssColor(color);
      context.beginPath();
      context.arc(left + 6, middle, 3.5, 0, 2 * Math.PI);
      context.fill();
    }
    context.fillStyle = colors.text;
    context.fillText(text, left + (color === null ? 0 : 14), middle);
  });
}
