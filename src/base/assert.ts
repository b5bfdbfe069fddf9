// Programmer mistakes. A failed assertion is a bug in this code, never a user's input.

export class AssertionFailed extends Error {
  override name = "AssertionFailed";
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionFailed(message);
}

/** For the default branch of a switch that covers a union. */
export function unreachable(value: never): never {
  throw new AssertionFailed(`Unreachable: ${JSON.stringify(value)}`);
}
