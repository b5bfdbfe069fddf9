// Makes a fresh machine ready for the tests: Debian packages that nodes need (as root, where they
// are absent), and the bundles that whole-cluster tests start.
import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { missingPackages } from "../src/cli/doctor/tools.ts";
import { bundle, isFresh } from "./build.ts";

function installPackages(): void {
  const missing = missingPackages();
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || process.env["COX_NO_INSTALL"]) {
    console.error(
      `Missing Debian packages, so whole-cluster tests are skipped: ${missing.join(" ")}`,
    );
    return;
  }
  console.error(`Installing Debian packages: ${missing.join(" ")}`);
  const options: SpawnSyncOptions = {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  const install = ["install", "-y", "-qq", "--no-install-recommends", ...missing];
  if (spawnSync("apt-get", install, options).status === 0) return;
  spawnSync("apt-get", ["update", "-qq"], options);
  if (spawnSync("apt-get", install, options).status !== 0)
    throw new Error(`apt-get install ${missing.join(" ")} failed`);
}

installPackages();
if (!isFresh()) await bundle();
