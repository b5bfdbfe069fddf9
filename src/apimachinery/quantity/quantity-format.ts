// How a quantity prints: the largest suffix that keeps the number whole.

/** The family of suffixes that a quantity was written with and prints with. */
export type QuantityFormat = "BinarySI" | "DecimalSI" | "DecimalExponent";

export const decimalSuffixes: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
export const binarySuffixes: readonly string[] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

const decimalSuffixOf = new Map(
  Object.entries(decimalSuffixes).map(([suffix, exponent]) => [exponent, suffix]),
);

export function formatAmount(mantissa: bigint, scale: number, format: QuantityFormat): string {
  if (mantissa === 0n) return "0";
  if (format === "BinarySI") {
    const whole = wholeOf(mantissa, scale);
    const isSmall = whole !== undefined && whole > -1024n && whole < 1024n;
    if (whole !== undefined && !isSmall) return formatBinary(whole);
    return formatDecimal(mantissa, scale, "DecimalSI");
  }
  return formatDecimal(mantissa, scale, format);
}

function wholeOf(mantissa: bigint, scale: number): bigint | undefined {
  if (scale >= 0) return mantissa * 10n ** BigInt(scale);
  const divisor = 10n ** BigInt(-scale);
  return mantissa % divisor === 0n ? mantissa / divisor : undefined;
}

function formatBinary(whole: bigint): string {
  let [number, power] = [whole, 0];
  while (number % 1024n === 0n && power < binarySuffixes.length - 1) {
    number /= 1024n;
    power++;
  }
  return `${number}${binarySuffixes[power]}`;
}

function formatDecimal(
  mantissa: bigint,
  scale: number,
  format: "DecimalSI" | "DecimalExponent",
): string {
  let [number, exponent] = [mantissa, scale];
  while (number % 10n === 0n) {
    number /= 10n;
    exponent++;
  }
  const excess = ((exponent % 3) + 3) % 3;
  number *= 10n ** BigInt(excess);
  exponent -= excess;
  if (format === "DecimalExponent") return exponent === 0 ? `${number}` : `${number}e${exponent}`;
  const largest = Math.min(exponent, 18);
  return `${number * 10n ** BigInt(exponent - largest)}${decimalSuffixOf.get(largest)}`;
}
