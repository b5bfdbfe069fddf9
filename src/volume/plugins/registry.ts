// The volume types of this node.
import { MemoryDirectory } from "../memory-directory.ts";
import type { VolumePlugin } from "../volume-plugin.ts";
import { ConfigMapPlugin } from "./configmap.ts";
import { DownwardApiPlugin } from "./downward-api.ts";
import { EmptyDirPlugin } from "./empty-dir.ts";
import { HostPathPlugin } from "./host-path.ts";
import { ProjectedPlugin } from "./projected.ts";
import { SecretPlugin } from "./secret.ts";

/** `memoryDirectory` is where the node's tmpfs for secrets is mounted. */
export function volumePlugins(options: { memoryDirectory: string }): VolumePlugin[] {
  const memory = new MemoryDirectory(options.memoryDirectory);
  return [
    new ConfigMapPlugin(),
    new DownwardApiPlugin(),
    new EmptyDirPlugin(),
    new HostPathPlugin(),
    new ProjectedPlugin(memory),
    new SecretPlugin(memory),
  ];
}
