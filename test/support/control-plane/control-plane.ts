import type { Api } from '../api/api.ts';
import type { Crd } from '../crds/render.ts';
import type { Authority, Credentials } from '../certificates/authority.ts';
import type { ManagementCluster } from './management-cluster.ts';

/** The processes a control plane consists of. */
export type Part = 'etcd' | 'apiserver' | 'controller-manager';

/** A user besides the admin, known by a token; what it may do is a matter of RBAC objects. */
export interface User {
  readonly name: string;
  readonly groups?: readonly string[];
}

/**
 * A management cluster of the test bed's own: a real API server with its etcd and controllers. How it is run is the
 * driver's matter: {@link import('./process-driver.ts').processDriver} runs servers alone,
 * {@link import('../container/container-driver.ts').containerDriver} the same in containers, and
 * {@link import('../node/whole-cluster.ts').wholeClusterDriver} clusters in which pods run.
 */
export interface ControlPlane extends ManagementCluster {
  readonly url: string;
  /** The CA of the server's certificate, PEM. */
  readonly ca: string;
  /** Where its servers reach this machine: webhooks that listen here are asked there. */
  readonly hostAddress: string;
  /** The path of a kubeconfig whose only context is the admin (group system:masters, by token). */
  readonly kubeconfig: string;
  readonly adminToken: string;
  readonly adminCertificate: Credentials;
  /** Everything of this control plane that is on disk: data, logs, kubeconfigs. Gone after {@link stop}. */
  readonly directory: string;
  /** The audit log (metadata level, JSON lines), when it was asked for. */
  readonly auditLog: string | undefined;
  /** Signs client certificates that this API server accepts, and no other's. */
  readonly authority: Authority;
  /** The token of one of the extra users. */
  tokenOf(user: string): string;
  /** A connection as one of the extra users; the caller closes it. */
  connectAs(user: string, agent?: string): Api;
  pids(): Partial<Readonly<Record<Part, number>>>;
  /** Ends a part at once (SIGKILL unless said otherwise), as a crash does. */
  kill(part: Part, signal?: NodeJS.Signals): Promise<void>;
  /**
   * Stops all its servers where they stand, as an engine's `pause` does, or a hypervisor: connections stay open, and nothing
   * is answered until the result is called.
   */
  freeze(): Promise<() => Promise<void>>;
  /** Ends a part, or finds it ended, and starts it again with the same data and on the same port; resolves when it is ready. */
  restart(part?: Part): Promise<void>;
  /** Ends the API server and starts another version of it with the same data. Only for servers that are processes. */
  upgrade(apiserver: string): Promise<void>;
  /** Starts the controller-manager anew, so that its garbage collector knows every kind that is served now. */
  renewControllers(): Promise<void>;
  /** Where the controller-manager answers questions about itself, or undefined when none was started. */
  readonly controllersUrl: string | undefined;
  /** Which kinds were served when the controllers started, as `group/plural`: those the garbage collector looks after. */
  readonly collectedKinds: ReadonlySet<string>;
}

export interface ControlPlaneOptions {
  readonly name?: string;
  /** Users besides the admin. */
  readonly users?: readonly User[];
  /** Writes an audit log of every request at the metadata level. */
  readonly audit?: boolean;
  /** Which controllers run; an empty list means no controller-manager. Default: garbage collector and namespaces. */
  readonly controllers?: readonly string[];
  /** Nodes can join and run pods, which get tokens of their ServiceAccounts. Default: false, and no pod is ever scheduled. */
  readonly nodes?: boolean;
  /** Admission plugins on top of the default ones. */
  readonly admissionPlugins?: readonly string[];
  /** More flags, last and thus winning. */
  readonly apiserverFlags?: readonly string[];
  /** False has etcd really write to disk before it answers. Default: true, tests of power failures aside nobody needs it. */
  readonly unsafeNoFsync?: boolean;
  /** Kinds that are there, and usable, before the controllers start: what they find, they look after from the first moment. */
  readonly install?: readonly Crd[];
  /** Runs when the API server is ready and before the controllers start: what is installed here, they know at once. */
  readonly beforeControllers?: (plane: ControlPlane) => Promise<void>;
}

/**
 * Knows how to start a management cluster: a control plane, with all that a test can do to one, or only what
 * {@link ManagementCluster} has.
 */
export interface Driver<Cluster extends ManagementCluster = ControlPlane> {
  readonly name: string;
  start(options: ControlPlaneOptions): Promise<Cluster>;
}
