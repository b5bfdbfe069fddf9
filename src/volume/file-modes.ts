// Permission bits of projected files. With an fsGroup the group gets what the owner has to read.

const defaultMode = 0o644;
const groupRead = 0o440;

/** The item's mode, else the volume's, else 0644; readable for the group where there is an fsGroup. */
export function fileMode(
  itemMode: number | undefined,
  volumeMode: number | undefined,
  fsGroup: number | undefined,
): number {
  const mode = itemMode ?? volumeMode ?? defaultMode;
  return fsGroup === undefined ? mode : mode | groupRead;
}
