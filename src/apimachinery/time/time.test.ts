import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  formatDuration,
  formatHumanDuration,
  formatMicroTime,
  formatTime,
  parseDuration,
  parseTime,
} from "./index.ts";

test("parseTime() reads offsets and fractions and refuses what is no time", () => {
  assert.equal(parseTime("2026-01-02T03:04:05Z"), Date.UTC(2026, 0, 2, 3, 4, 5));
  assert.equal(parseTime("2026-01-02T03:04:05.250+01:00"), Date.UTC(2026, 0, 2, 2, 4, 5, 250));
  assert.equal(formatTime(parseTime("0001-01-01T00:00:00Z") ?? 0), "0001-01-01T00:00:00Z");
  const wrong = [
    "",
    "2026-01-02",
    "2026-02-30T00:00:00Z",
    "2026-01-02T24:00:00Z",
    "2026-01-02T03:04:05",
    "2026-1-2T03:04:05Z",
    " 2026-01-02T03:04:05Z",
  ];
  for (const text of wrong) assert.equal(parseTime(text), undefined, text);
});

test("formatTime() and parseTime() are inverse for whole seconds", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e10, max: 2e11 }), (seconds) => {
      assert.equal(parseTime(formatTime(seconds * 1000)), seconds * 1000);
    }),
  );
});

test("formatMicroTime() writes six digits", () => {
  assert.equal(formatMicroTime(Date.UTC(2026, 0, 2, 3, 4, 5, 7)), "2026-01-02T03:04:05.007000Z");
  const text = "2026-01-02T03:04:05.123456Z";
  assert.equal(formatMicroTime(parseTime(text) ?? 0), text);
});

const ages: [number, string][] = [
  [-5, "<invalid>"],
  [-1, "0s"],
  [0, "0s"],
  [119, "119s"],
  [120, "2m"],
  [192, "3m12s"],
  [599, "9m59s"],
  [600, "10m"],
  [179 * 60, "179m"],
  [3 * 3600, "3h"],
  [5 * 3600 + 120, "5h2m"],
  [8 * 3600 + 120, "8h"],
  [47 * 3600, "47h"],
  [48 * 3600, "2d"],
  [5 * 86400 + 3 * 3600, "5d3h"],
  [8 * 86400 + 3600, "8d"],
  [400 * 86400, "400d"],
  [2 * 365 * 86400 + 86400, "2y1d"],
  [9 * 365 * 86400 + 86400, "9y"],
];
for (const [seconds, text] of ages) {
  test(`formatHumanDuration() prints ${seconds} seconds as ${text}`, () => {
    assert.equal(formatHumanDuration(seconds * 1000), text);
  });
}

test("parseDuration() reads Go's durations", () => {
  assert.equal(parseDuration("1h30m5.5s"), 5_405_500);
  assert.equal(parseDuration("300ms"), 300);
  assert.equal(parseDuration("-1.5h"), -5_400_000);
  assert.equal(parseDuration("0"), 0);
  for (const text of ["", "5", "1x", "s", "1h 5m", "."]) {
    assert.equal(parseDuration(text), undefined, text);
  }
});

test("formatDuration() writes durations as Go does", () => {
  const texts: [number, string][] = [
    [0, "0s"],
    [300, "300ms"],
    [1500, "1.5s"],
    [90_000, "1m30s"],
    [5_400_000, "1h30m0s"],
    [-1000, "-1s"],
  ];
  for (const [milliseconds, text] of texts) assert.equal(formatDuration(milliseconds), text);
});
