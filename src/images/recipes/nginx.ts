// nginx as the image of that name behaves: port 80, pages in /usr/share/nginx/html, logs to the
// container's output, a shell to look around.
// https://hub.docker.com/_/nginx
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Recipe } from "../recipe.ts";
import { linkApplets, writeUsers } from "./busybox.ts";

export const nginx: Recipe = {
  name: "docker.io/library/nginx:latest",
  packages: [
    "bash",
    "busybox-static",
    "libc6",
    "libcrypt1",
    "libpcre2-8-0",
    "libssl3",
    "libtinfo6",
    "nginx",
    "nginx-common",
    "zlib1g",
  ],
  exclude: [
    "/etc/init.d",
    "/etc/logrotate.d",
    "/etc/nginx/sites-available",
    "/etc/nginx/sites-enabled",
    "/etc/skel",
    "/etc/ufw",
    "/lib/systemd",
    "/usr/lib/x86_64-linux-gnu/gconv",
    "/usr/lib/aarch64-linux-gnu/gconv",
    "/usr/share/bash-completion",
    "/usr/share/bug",
    "/usr/share/doc",
    "/usr/share/info",
    "/usr/share/initramfs-tools",
    "/usr/share/lintian",
    "/usr/share/locale",
    "/usr/share/man",
    "/usr/share/menu",
    "/usr/share/vim",
  ],
  run: {
    Cmd: ["nginx", "-g", "daemon off;"],
    Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    ExposedPorts: { "80/tcp": {} },
    StopSignal: "SIGQUIT",
  },
  prepare,
  revision: 2,
};

// A file costs containerd a millisecond to unpack: only what people type into a web server's shell.
const commands = [
  ...["awk", "base64", "basename", "cat", "chmod", "chown", "clear", "cp", "cut", "date", "dd"],
  ...["df", "diff", "dirname", "du", "echo", "env", "expr", "false", "find", "free", "grep"],
  ...["gunzip", "gzip", "head", "hostname", "id", "ip", "kill", "less", "ln", "ls", "md5sum"],
  ...["mkdir", "mktemp", "mount", "mv", "nc", "netstat", "nslookup", "ping", "printenv", "printf"],
  ...["ps", "pwd", "readlink", "rm", "rmdir", "sed", "seq", "sh", "sha256sum", "sleep", "sort"],
  ...["stat", "tail", "tar", "tee", "test", "timeout", "top", "touch", "tr", "true", "uname"],
  ...["uniq", "vi", "wc", "wget", "which", "whoami", "xargs"],
];

const page = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>The web server runs. Mount your pages at /usr/share/nginx/html.</p>
</body>
</html>
`;

const site = `server {
    listen       80;
    listen  [::]:80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`;

async function prepare(tree: string): Promise<void> {
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text);
  };
  await linkApplets(tree, commands);
  await writeUsers(tree, [
    ["www-data", 33],
    ["nginx", 101],
  ]);
  await put("etc/nginx/conf.d/default.conf", site);
  await put("usr/share/nginx/html/index.html", page);
  await put("usr/share/nginx/html/50x.html", page.replaceAll("Welcome to nginx!", "Error"));
  const configuration = await readFile(join(tree, "etc/nginx/nginx.conf"), "utf8");
  await put("etc/nginx/nginx.conf", configuration.replace(/^.*sites-enabled.*\n/m, ""));
  for (const directory of ["var/log/nginx", "var/lib/nginx", "var/cache/nginx"])
    await mkdir(join(tree, directory), { recursive: true });
  for (const [log, target] of [
    ["access.log", "/dev/stdout"],
    ["error.log", "/dev/stderr"],
  ] as const) {
    await rm(join(tree, "var/log/nginx", log), { force: true });
    await symlink(target, join(tree, "var/log/nginx", log));
  }
}
