import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  addQuantities,
  compareQuantities,
  isQuantity,
  parseQuantity,
  quantityFromMilli,
  quantityFromNumber,
  quantityToInteger,
  quantityToMilli,
  quantityToNumber,
  subtractQuantities,
} from "./index.ts";

const canonical: [string, string][] = [
  ["0", "0"],
  ["0m", "0"],
  ["-0", "0"],
  ["1000m", "1"],
  ["0.5", "500m"],
  [".5", "500m"],
  ["+1.", "1"],
  ["1.5Gi", "1536Mi"],
  ["1024Mi", "1Gi"],
  ["1024Ki", "1Mi"],
  ["1000Ki", "1000Ki"],
  ["1Ki", "1Ki"],
  ["0.5Ki", "512"],
  ["0.0001Ki", "102400u"],
  ["1500m", "1500m"],
  ["100", "100"],
  ["1000", "1k"],
  ["1500", "1500"],
  ["1000000", "1M"],
  ["1e3", "1e3"],
  ["1E3", "1e3"],
  ["12e2", "1200"],
  ["1e-3", "1e-3"],
  ["1E", "1E"],
  ["1Ei", "1Ei"],
  ["0.1", "100m"],
  ["1n", "1n"],
  ["0.1n", "1n"],
  ["1.1u", "1100n"],
  ["-500m", "-500m"],
  ["129M", "129M"],
  ["128974848", "128974848"],
  ["129e6", "129e6"],
  ["123Mi", "123Mi"],
  ["9999999999999999999999999", "9223372036854775807"],
];

for (const [text, expected] of canonical) {
  test(`parseQuantity() prints ${text} as ${expected}`, () => {
    assert.equal(parseQuantity(text).toString(), expected);
  });
}

test("parseQuantity() refuses what is no quantity, in Kubernetes' words", () => {
  for (const text of ["", "abc", "1 Gi", " 1", "1.2.3", "--1", "1,5"]) {
    assert.throws(() => parseQuantity(text), /quantities must match the regular expression/);
  }
  for (const text of ["1gi", "1mi", "1KiB", "1MM", "1ee3", "1i", "1K"])
    assert.ok(!isQuantity(text));
  assert.throws(() => parseQuantity("1MM"), /^QuantityError: unable to parse quantity's suffix$/);
  assert.throws(() => parseQuantity("."), /unable to parse numeric part of quantity/);
});

test("quantityToInteger() and quantityToMilli() round away from zero", () => {
  assert.equal(quantityToInteger(parseQuantity("1m")), 1);
  assert.equal(quantityToInteger(parseQuantity("-1100m")), -2);
  assert.equal(quantityToInteger(parseQuantity("2Gi")), 2 ** 31);
  assert.equal(quantityToMilli(parseQuantity("1.0001")), 1001);
  assert.equal(quantityToMilli(parseQuantity("250m")), 250);
  assert.equal(quantityToNumber(parseQuantity("250m")), 0.25);
  assert.equal(quantityToNumber(parseQuantity("1k")), 1000);
});

test("addQuantities() keeps the first format, or the second when the first is zero", () => {
  const sum = (a: string, b: string): string =>
    addQuantities(parseQuantity(a), parseQuantity(b)).toString();
  assert.equal(sum("1Gi", "1Gi"), "2Gi");
  assert.equal(sum("0", "1Gi"), "1Gi");
  assert.equal(sum("500m", "500m"), "1");
  assert.equal(sum("1Gi", "1"), "1073741825");
  assert.equal(subtractQuantities(parseQuantity("1"), parseQuantity("1500m")).toString(), "-500m");
});

test("quantities made from numbers print like parsed ones", () => {
  assert.equal(quantityFromNumber(2 ** 30, "BinarySI").toString(), "1Gi");
  assert.equal(quantityFromNumber(0.25).toString(), "250m");
  assert.equal(quantityFromMilli(1500).toString(), "1500m");
});

const suffix = fc.constantFrom("", "n", "u", "m", "k", "M", "G", "Ki", "Mi", "Gi", "e3", "E-2");
const quantityText = fc
  .tuple(
    fc.constantFrom("", "-", "+"),
    fc.integer({ min: 0, max: 999_999 }),
    fc.option(fc.integer({ min: 0, max: 999 }), { nil: undefined }),
    suffix,
  )
  .map(([sign, whole, fraction, end]) => {
    return `${sign}${whole}${fraction === undefined ? "" : `.${fraction}`}${end}`;
  });

test("the canonical text parses to the same amount and prints the same", () => {
  fc.assert(
    fc.property(quantityText, (text) => {
      const quantity = parseQuantity(text);
      const again = parseQuantity(quantity.toString());
      assert.equal(compareQuantities(quantity, again), 0);
      assert.equal(again.toString(), quantity.toString());
    }),
  );
});

test("adding and subtracting are inverse, and adding is commutative in value", () => {
  fc.assert(
    fc.property(quantityText, quantityText, (left, right) => {
      const [a, b] = [parseQuantity(left), parseQuantity(right)];
      assert.equal(compareQuantities(subtractQuantities(addQuantities(a, b), b), a), 0);
      assert.equal(compareQuantities(addQuantities(a, b), addQuantities(b, a)), 0);
    }),
  );
});
