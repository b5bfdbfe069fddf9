// Amounts such as "500m", "1536Mi" or "1e3", exact to a thousand-millionth.
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
import { formatAmount, type QuantityFormat } from "./quantity-format.ts";
import { parseAmount } from "./quantity-parse.ts";

/** An immutable amount: mantissa times ten to the power of scale. */
export class Quantity {
  readonly mantissa: bigint;
  readonly scale: number;
  readonly format: QuantityFormat;
  #text: string | undefined;
  #integer: number | undefined;
  #milli: number | undefined;

  constructor(mantissa: bigint, scale: number, format: QuantityFormat) {
    this.mantissa = mantissa;
    this.scale = scale;
    this.format = format;
  }

  get isZero(): boolean {
    return this.mantissa === 0n;
  }

  /** The whole number, rounded away from zero. */
  get integer(): number {
    this.#integer ??= Number(roundedAtScale(this, 0));
    return this.#integer;
  }

  /** Thousandths, rounded away from zero. */
  get milli(): number {
    this.#milli ??= Number(roundedAtScale(this, -3));
    return this.#milli;
  }

  /** The canonical text: `1000m` prints as `1`, `1.5Gi` as `1536Mi`. */
  toString(): string {
    this.#text ??= formatAmount(this.mantissa, this.scale, this.format);
    return this.#text;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Texts in use are few and repeat; parsed quantities are kept up to this many. */
const parsedLimit = 4096;
const parsed = new Map<string, Quantity>();

/** Throws a QuantityError with Kubernetes' text when the text is no quantity. */
export function parseQuantity(text: string): Quantity {
  const known = parsed.get(text);
  if (known) return known;
  const amount = parseAmount(text);
  const quantity = new Quantity(amount.mantissa, amount.scale, amount.format);
  if (parsed.size >= parsedLimit) parsed.clear();
  parsed.set(text, quantity);
  return quantity;
}

export function isQuantity(text: string): boolean {
  try {
    parseQuantity(text);
    return true;
  } catch {
    return false;
  }
}

/** The canonical text. */
export function formatQuantity(quantity: Quantity): string {
  return quantity.toString();
}

/** A quantity from a number; what is less than a thousand-millionth is rounded. */
export function quantityFromNumber(value: number, format: QuantityFormat = "DecimalSI"): Quantity {
  return Number.isSafeInteger(value)
    ? new Quantity(BigInt(value), 0, format)
    : new Quantity(BigInt(Math.round(value * 1e9)), -9, format);
}

/** A quantity from thousandths. */
export function quantityFromMilli(
  milliValue: number,
  format: QuantityFormat = "DecimalSI",
): Quantity {
  return new Quantity(BigInt(Math.round(milliValue)), -3, format);
}

/** Negative when `a` is less, 0 when they are equal, positive when `a` is more. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const scale = Math.min(a.scale, b.scale);
  const [left, right] = [atScale(a, scale), atScale(b, scale)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The sum, in the format of `a` (of `b` when `a` is zero). */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  return combine(a, b, (left, right) => left + right);
}

/** The difference, in the format of `a` (of `b` when `a` is zero). */
export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return combine(a, b, (left, right) => left - right);
}

/** The whole number, rounded away from zero (Kubernetes' `Value()`). */
export function quantityToInteger(quantity: Quantity): number {
  return quantity.integer;
}

/** Thousandths, rounded away from zero (Kubernetes' `MilliValue()`). */
export function quantityToMilli(quantity: Quantity): number {
  return quantity.milli;
}

/** The nearest number, with its fraction. */
export function quantityToNumber(quantity: Quantity): number {
  if (quantity.scale >= 0) return Number(atScale(quantity, 0));
  const mantissa = Number(quantity.mantissa);
  return Number.isSafeInteger(mantissa)
    ? mantissa / 10 ** -quantity.scale
    : Number(`${quantity.mantissa}e${quantity.scale}`);
}

function combine(
  a: Quantity,
  b: Quantity,
  operate: (left: bigint, right: bigint) => bigint,
): Quantity {
  const scale = Math.min(a.scale, b.scale);
  const format = a.isZero ? b.format : a.format;
  return new Quantity(operate(atScale(a, scale), atScale(b, scale)), scale, format);
}

/** Exact; `scale` is at most the quantity's own. */
function atScale(quantity: Quantity, scale: number): bigint {
  const places = quantity.scale - scale;
  return places === 0 ? quantity.mantissa : quantity.mantissa * 10n ** BigInt(places);
}

function roundedAtScale(quantity: Quantity, scale: number): bigint {
  if (quantity.scale >= scale) return atScale(quantity, scale);
  const divisor = 10n ** BigInt(scale - quantity.scale);
  const whole = quantity.mantissa / divisor;
  if (whole * divisor === quantity.mantissa) return whole;
  return quantity.mantissa < 0n ? whole - 1n : whole + 1n;
}
