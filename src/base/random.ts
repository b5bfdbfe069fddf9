// Randomness as a dependency. Components take a Random so that tests and simulations repeat.

/** Kubernetes' alphabet for generated names: no vowels and no look-alikes. */
const nameAlphabet = "bcdfghjklmnpqrstvwxz2456789";

export interface Random {
  /** At least 0, less than 1. */
  float(): number;
  /** A whole number of at least 0 and less than `limit`. */
  integer(limit: number): number;
  /** Letters and digits as Kubernetes appends them to `generateName`. */
  nameSuffix(length: number): string;
  /** A version 4 UUID. */
  uuid(): string;
}

function makeRandom(float: () => number, uuid: () => string): Random {
  const integer = (limit: number): number => Math.floor(float() * limit);
  return {
    float,
    integer,
    nameSuffix(length) {
      let text = "";
      for (let index = 0; index < length; index++) {
        text += nameAlphabet[integer(nameAlphabet.length)];
      }
      return text;
    },
    uuid,
  };
}

/** The randomness of this machine. Not for secrets: those come from node:crypto. */
export const systemRandom: Random = makeRandom(
  () => Math.random(),
  () => crypto.randomUUID(),
);

/** The same sequence for the same seed (the mulberry32 generator). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const uuid = (): string => {
    const digits = [next(), next(), next(), next()]
      .map((word) => word.toString(16).padStart(8, "0"))
      .join("");
    const variant = ((next() & 3) | 8).toString(16);
    return [
      digits.slice(0, 8),
      digits.slice(8, 12),
      `4${digits.slice(13, 16)}`,
      `${variant}${digits.slice(17, 20)}`,
      digits.slice(20),
    ].join("-");
  };
  return makeRandom(() => next() / 2 ** 32, uuid);
}
