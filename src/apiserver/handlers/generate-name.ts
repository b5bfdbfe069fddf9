// Names made from metadata.generateName.

/** No vowels and no look-alikes, so that no words come out. */
const alphabet = "bcdfghjklmnpqrstvwxz2456789";
const suffixLength = 5;
const longestName = 63;

/** `random` gives numbers in [0, 1). */
export function generateName(prefix: string, random: () => number): string {
  let name = prefix.slice(0, longestName - suffixLength);
  for (let index = 0; index < suffixLength; index++) {
    name += alphabet[Math.floor(random() * alphabet.length)];
  }
  return name;
}
