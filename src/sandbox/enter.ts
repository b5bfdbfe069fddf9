// How a command gets into a node's network namespace. `ip netns exec` would do too, but it hides
// the cgroup mounts, and then runc fails. See nsenter(1).

/**
 * An argument vector to put before a command. `namespacePath` is "/run/netns/NAME" or
 * "/proc/PID/ns/net".
 */
export function enterCommand(namespacePath: string): string[] {
  return ["nsenter", `--net=${namespacePath}`, "--"];
}

export function namespacePath(name: string): string {
  return `/run/netns/${name}`;
}
