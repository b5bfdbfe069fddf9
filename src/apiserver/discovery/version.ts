// What /version answers. https://kubernetes.io/docs/reference/kubernetes-api/ (version.Info)

export interface VersionInfo {
  major: string;
  minor: string;
  gitVersion: string;
  gitCommit: string;
  gitTreeState: string;
  buildDate: string;
  goVersion: string;
  compiler: string;
  platform: string;
}

export const serverVersion: VersionInfo = {
  major: "1",
  minor: "36",
  gitVersion: "v1.36.0+cox0.1.0",
  gitCommit: "",
  gitTreeState: "clean",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "none",
  compiler: "node",
  platform: "linux/amd64",
};
