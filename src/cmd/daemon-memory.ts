// How daemons are started so that they keep little memory: a small young generation, an old one
// that grows in small steps, and a malloc that gives large buffers back.

export const daemonFlags = ["--max-semi-space-size=8", "--heap-growing-percent=20"] as const;

export const daemonVariables: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_MMAP_THRESHOLD_: "131072",
};
