// What an image built from Debian packages is made of.

/** The part of an OCI image configuration that says how to run it. */
export interface RunConfiguration {
  Entrypoint?: string[];
  Cmd?: string[];
  Env?: string[];
  WorkingDir?: string;
  ExposedPorts?: Record<string, object>;
  StopSignal?: string;
}

export interface Recipe {
  /** Full name with tag: "docker.io/library/busybox:latest". */
  name: string;
  /** Debian packages whose files are the image. */
  packages: string[];
  /** Paths of which nothing is taken. */
  exclude?: string[];
  run: RunConfiguration;
  /** Changes the tree of files before it is packed. */
  prepare?(tree: string): Promise<void>;
  /** Raise it when `prepare` changes, so that caches notice. */
  revision: number;
}
