// The configuration of a node's own containerd: everything it keeps is below one directory, so that
// nodes on one machine do not meet and one directory can be removed.
// https://github.com/containerd/containerd/blob/v1.6.20/docs/cri/config.md
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface ContainerdConfigOptions {
  /** Absolute; all below is the node's own. */
  directory: string;
  /** Full name of an image that is there, or the first pod tries to pull it. */
  sandboxImage: string;
  /**
   * Holds the pod network's configuration, and below "host-ports" the one of pods that use host ports:
   * setting those up costs all other pods a third of their start.
   */
  cniConfigDirectory: string;
  /** Where the CNI plugins are: "/usr/lib/cni". */
  cniBinaryDirectory: string;
  /** Capabilities of this process as /proc/self/status shows them; read from there unless set. */
  effectiveCapabilities?: bigint;
}

/** Where a node's containerd keeps its things, below its directory. */
export function containerdPaths(directory: string): {
  config: string;
  socket: string;
  root: string;
  state: string;
  runcRoot: string;
  registries: string;
  log: string;
  identity: string;
} {
  return {
    config: join(directory, "config.toml"),
    socket: join(directory, "containerd.sock"),
    root: join(directory, "root"),
    state: join(directory, "state"),
    runcRoot: join(directory, "runc"),
    /** HOST/hosts.toml: mirrors of image registries. */
    registries: join(directory, "registries"),
    log: join(directory, "containerd.log"),
    identity: join(directory, "containerd.json"),
  };
}

/** The runtime handler for pods with host ports. */
export const hostPortsHandler = "runc-host-ports";

const capSysResource = 1n << 24n;

/** The text of config.toml. */
export function containerdConfig(options: ContainerdConfigOptions): string {
  const paths = containerdPaths(options.directory);
  const capabilities = options.effectiveCapabilities ?? effectiveCapabilities();
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  return `version = 2
root = ${quote(paths.root)}
state = ${quote(paths.state)}

[grpc]
  address = ${quote(paths.socket)}

[${cri}]
  sandbox_image = ${quote(options.sandboxImage)}
  disable_apparmor = true
  enable_selinux = false
  # Without CAP_SYS_RESOURCE a process may not lower its own score.
  restrict_oom_score_adj = ${(capabilities & capSysResource) === 0n}
  netns_mounts_under_state_dir = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"
  max_concurrent_downloads = 3
  tolerate_missing_hugetlb_controller = true

[${cri}.cni]
  bin_dir = ${quote(options.cniBinaryDirectory)}
  conf_dir = ${quote(options.cniConfigDirectory)}
  max_conf_num = 1

[${cri}.registry]
  config_path = ${quote(paths.registries)}

[${cri}.containerd]
  snapshotter = "overlayfs"
  default_runtime_name = "runc"

${runtimeSection("runc", paths.runcRoot)}
${runtimeSection(hostPortsHandler, paths.runcRoot, join(options.cniConfigDirectory, "host-ports"))}`;
}

function runtimeSection(handler: string, runcRoot: string, cniDirectory = ""): string {
  const section = `plugins."io.containerd.grpc.v1.cri".containerd.runtimes.${handler}`;
  return `[${section}]
  runtime_type = "io.containerd.runc.v2"
  cni_conf_dir = ${quote(cniDirectory)}
  cni_max_conf_num = 1

[${section}.options]
  Root = ${quote(runcRoot)}
  SystemdCgroup = false
`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function effectiveCapabilities(): bigint {
  const line = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"));
  return BigInt(`0x${line?.[1] ?? "0"}`);
}
