import { expect, it } from "vitest";
import { sceneAxes } from "./axisNames.ts";

// The right-hand sides are what BioIO's tifffile reader gives (R10.3), in lower case.
it.each([
  ["YX", "yx"],
  ["YXS", "yxs"],
  ["SYX", "syx"],
  ["IYX", "zyx"],
  ["QYX", "zyx"],
  ["IYXS", "cyxs"],
  ["ISYX", "csyx"],
  ["QQYX", "czyx"],
  ["QQQYX", "tczyx"],
  ["TZCYX", "tzcyx"],
  ["QZYX", "czyx"],
  ["QCYX", "zcyx"],
  ["RTCYX", "rtcyx"],
])("%s becomes %s", (axes, named) => {
  expect(sceneAxes(axes).join("")).toBe(named);
});

// BioIO gives up on these: all that matters is that every axis has a letter of its own.
it.each(["QQQQYX", "QQQQQYX", "QTCZYX", "XXYX"])("%s gets distinct letters", (axes) => {
  const named = sceneAxes(axes);
  expect(named).toHaveLength(axes.length);
  expect(new Set(named).size).toBe(axes.length);
});
