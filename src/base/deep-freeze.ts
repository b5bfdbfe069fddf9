// Makes a JSON value unchangeable, so that whoever changes a shared object fails at once.

/** Freezes the value in place and returns it. Parts that are frozen already are not visited. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}
