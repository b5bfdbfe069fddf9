// A user as authentication knows it: what authorization, admission and audit decide on.

export interface UserInfo {
  name: string;
  uid?: string;
  groups: readonly string[];
  extra: Readonly<Record<string, readonly string[]>>;
}
