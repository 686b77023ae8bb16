/** A kubeconfig file, or several merged into one: what is needed of it, checked, and where each part came from. */
export interface Kubeconfig {
  /** Files that were read, in order. */
  readonly files: readonly string[];
  readonly currentContext: string | undefined;
  readonly contexts: readonly NamedContext[];
  readonly clusters: readonly NamedCluster[];
  readonly users: readonly NamedUser[];
}

/** Where an entry stands; messages name it, and relative paths start at the file's folder. */
export interface Place {
  readonly file: string;
  /** For example `clusters[0].cluster`. */
  readonly field: string;
}

export interface NamedContext {
  readonly name: string;
  readonly place: Place;
  readonly cluster: string;
  readonly user: string | undefined;
  readonly namespace: string | undefined;
}

export interface NamedCluster {
  readonly name: string;
  readonly place: Place;
  readonly server: string;
  readonly tlsServerName: string | undefined;
  readonly insecureSkipTlsVerify: boolean;
  readonly proxyUrl: string | undefined;
  readonly caFile: string | undefined;
  readonly caData: string | undefined;
  /** `extensions` entry for exec plugins that ask for the cluster's data. */
  readonly execConfig: unknown;
}

export interface NamedUser {
  readonly name: string;
  readonly place: Place;
  readonly certFile: string | undefined;
  readonly certData: string | undefined;
  readonly keyFile: string | undefined;
  readonly keyData: string | undefined;
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly impersonate: Impersonation;
  readonly exec: ExecPlugin | undefined;
  /** `auth-provider`, as @kubernetes/client-node takes it. */
  readonly authProvider: Readonly<Record<string, unknown>> | undefined;
}

export interface Impersonation {
  readonly user: string | undefined;
  readonly uid: string | undefined;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** A program that prints an ExecCredential. */
export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly installHint: string | undefined;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
}

/** What a selected context amounts to. */
export interface Selection {
  readonly context: NamedContext;
  readonly cluster: NamedCluster;
  readonly user: NamedUser | undefined;
}
