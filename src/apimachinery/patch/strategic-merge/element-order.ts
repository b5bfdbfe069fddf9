// The order of a merged list: items of the patch follow the patch, the server's others stay where
// they were relative to them.
import { isRecord } from "#base";
import { badRequest, type StatusError } from "../../status-errors/status-error.ts";
import { directiveKey } from "./directives.ts";

function identify(item: unknown, mergeKey: string | undefined): unknown {
  return isRecord(item) && mergeKey !== undefined ? item[mergeKey] : item;
}

function indexes(list: readonly unknown[], mergeKey: string | undefined): Map<unknown, number> {
  const positions = new Map<unknown, number>();
  for (const [index, item] of list.entries()) {
    const identity = identify(item, mergeKey);
    if (!positions.has(identity)) positions.set(identity, index);
  }
  return positions;
}

export function orderElements(
  merged: readonly unknown[],
  order: readonly unknown[],
  options: { server: readonly unknown[]; mergeKey: string | undefined },
): unknown[] {
  const { mergeKey } = options;
  const wanted = indexes(order, mergeKey);
  const server = indexes(options.server, mergeKey);
  const positionIn = (positions: Map<unknown, number>, item: unknown): number | undefined =>
    positions.get(identify(item, mergeKey));
  const sortBy = (items: unknown[], positions: Map<unknown, number>): unknown[] =>
    items.sort((a, b) => (positionIn(positions, a) ?? -1) - (positionIn(positions, b) ?? -1));
  const isWanted = (item: unknown): boolean => positionIn(wanted, item) !== undefined;
  const left = sortBy(
    merged.filter((item) => !isWanted(item)),
    server,
  );
  const right = sortBy(merged.filter(isWanted), wanted);
  const result: unknown[] = [];
  let next = 0;
  for (const item of right) {
    const position = positionIn(server, item);
    while (next < left.length && position !== undefined) {
      const other = positionIn(server, left[next]);
      if (other === undefined || other >= position) break;
      result.push(left[next++]);
    }
    result.push(item);
  }
  return [...result, ...left.slice(next)];
}

/** The items of the patch must be listed, in the same order. */
export function checkElementOrder(
  change: readonly unknown[] | undefined,
  order: readonly unknown[],
  mergeKey: string | undefined,
  name: string,
): void {
  if (!change) return;
  const wanted = indexes(order, mergeKey);
  let last = -1;
  for (const item of change) {
    if (isRecord(item) && Object.hasOwn(item, directiveKey)) continue;
    const position = wanted.get(identify(item, mergeKey)) ?? -1;
    if (position < last || position < 0) throw wrongOrder(change, order, name);
    last = position;
  }
}

function wrongOrder(
  change: readonly unknown[],
  order: readonly unknown[],
  name: string,
): StatusError {
  return badRequest(
    `The order in patch list:\n${JSON.stringify(change)}\n doesn't match ${name} list:\n` +
      `${JSON.stringify(order)}\n`,
  );
}
