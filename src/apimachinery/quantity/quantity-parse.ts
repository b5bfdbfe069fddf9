// Reads the text of a quantity: sign, digits, then a suffix or an exponent.
import { binarySuffixes, decimalSuffixes, type QuantityFormat } from "./quantity-format.ts";

export class QuantityError extends Error {
  override name = "QuantityError";
}

export interface Amount {
  mantissa: bigint;
  scale: number;
  format: QuantityFormat;
}

const wrongFormat =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const pattern = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const smallestScale = -9;
const largestValue = 2n ** 63n - 1n;
const largestUnits = largestValue * 10n ** 9n;
/** Longer texts are refused: nothing real is that long, and reading them costs time. */
const lengthLimit = 256;

export function parseAmount(text: string): Amount {
  if (text.length === 0 || text.length > lengthLimit) throw new QuantityError(wrongFormat);
  const match = pattern.exec(text);
  if (!match) throw new QuantityError(wrongFormat);
  const [, sign = "", whole = "", fraction = "", suffix = ""] = match;
  if (whole === "" && fraction === "") {
    throw new QuantityError(
      match[3] === undefined ? wrongFormat : "unable to parse numeric part of quantity",
    );
  }
  const { factor, exponent, format } = parseSuffix(suffix);
  const digits = BigInt(whole + fraction) * factor;
  const amount = bound(digits, exponent - fraction.length);
  // Less than one has no binary form.
  const isBelowOne = amount.scale < 0 && amount.mantissa < 10n ** BigInt(-amount.scale);
  return {
    mantissa: sign === "-" ? -amount.mantissa : amount.mantissa,
    scale: amount.scale,
    format: format === "BinarySI" && isBelowOne && digits !== 0n ? "DecimalSI" : format,
  };
}

/** Rounds up to the smallest unit that is kept, and caps what does not fit 64 bits. */
function bound(digits: bigint, scale: number): { mantissa: bigint; scale: number } {
  if (digits === 0n) return { mantissa: 0n, scale: 0 };
  if (scale < smallestScale) {
    const places = smallestScale - scale;
    if (places > lengthLimit + 20) return { mantissa: 1n, scale: smallestScale };
    const divisor = 10n ** BigInt(places);
    return { mantissa: (digits + divisor - 1n) / divisor, scale: smallestScale };
  }
  if (scale > 18) return { mantissa: largestValue, scale: 0 };
  const isCapped = digits * 10n ** BigInt(scale - smallestScale) > largestUnits;
  return isCapped ? { mantissa: largestValue, scale: 0 } : { mantissa: digits, scale };
}

function parseSuffix(suffix: string): { factor: bigint; exponent: number; format: QuantityFormat } {
  const decimal = Object.hasOwn(decimalSuffixes, suffix) ? decimalSuffixes[suffix] : undefined;
  if (decimal !== undefined) return { factor: 1n, exponent: decimal, format: "DecimalSI" };
  const power = binarySuffixes.indexOf(suffix);
  if (power > 0) return { factor: 1024n ** BigInt(power), exponent: 0, format: "BinarySI" };
  const exponent = /^[eE]([-+]?[0-9]+)$/.exec(suffix)?.[1];
  if (exponent === undefined) throw new QuantityError("unable to parse quantity's suffix");
  return { factor: 1n, exponent: Number(exponent), format: "DecimalExponent" };
}
