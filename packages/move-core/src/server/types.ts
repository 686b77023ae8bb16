import type { JsonObject, JsonValue } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ExecRequest, ExecResult } from './exec/types.ts';
import type { ResourceType } from '../model/resource-type.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Awaited right before each attempt of a request is sent. If it rejects, that attempt is not sent. A TransportError, or
 * an ApiError that may be different next time, counts as a failed attempt: the gate is asked again while the request's
 * budget lasts. Any other error ends the request at once. The request then fails with that very error; only if an
 * earlier attempt may have been carried out and the error is no FencedError, with a TransportError that says so.
 */
export type Gate = () => Promise<void>;

/** One request to an API server. Paths are absolute (`/api/v1/namespaces/x`), without a query. */
export interface ApiRequest {
  readonly method: HttpMethod;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: JsonValue;
  /** Content type of the body; default `application/json`. */
  readonly contentType?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
  /** How long to go on retrying what is transient, in ms; default: the server's own `retryBudgetMs`. */
  readonly retryBudgetMs?: number;
  readonly gate?: Gate | undefined;
  readonly urgent?: boolean;
}

/** Where an object lives below a resource type. */
export interface ObjectKey {
  readonly namespace?: string;
  readonly name: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly retryBudgetMs?: number;
  /**
   * Sent without waiting until other requests to the same server have ended. For the few that others wait for: what a
   * gate asks must not queue behind the requests that wait at the gate.
   */
  readonly urgent?: boolean;
}

export interface WriteOptions extends CallOptions {
  /** Recorded in managedFields; a move writes under `tsmove-<move id>` (contract 7.3). */
  readonly fieldManager?: string;
  readonly dryRun?: boolean;
  readonly gate?: Gate | undefined;
}

export interface PatchOptions extends WriteOptions {
  /** The answer is the object's metadata alone: less to write for the server, and to read for us. */
  readonly metadataOnly?: boolean;
}

export interface ListOptions extends CallOptions {
  /** Absent or undefined: all namespaces. Ignored for cluster-scoped types. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string;
  /** Page size; default `defaults.pageSize`. */
  readonly limit?: number;
  /**
   * Called with each object as its page arrives; the list holds what it returns, and nothing for undefined. So a large list
   * is never in memory as a whole. Called again for the same objects if the server made the list start anew.
   */
  readonly keep?: (object: KubeObject) => KubeObject | undefined;
}

export interface MetadataListOptions extends ListOptions {
  /**
   * Of each object nothing but its name, namespace, UID and resourceVersion: what somebody needs who looks for changes. It
   * is the smallest answer that a server can give.
   */
  readonly versionsOnly?: boolean;
}

/** ObjectReader knows how to read objects. Absent objects are `undefined`, never an error. */
export interface ObjectReader {
  get(type: ResourceType, key: ObjectKey, options?: CallOptions): Promise<KubeObject | undefined>;
  /** All pages. `apiVersion` and `kind` are filled in on every item. 404 on the resource itself is an empty list. */
  list(type: ResourceType, options?: ListOptions): Promise<readonly KubeObject[]>;
  /** The same as PartialObjectMetadata: metadata only, with the type's apiVersion and kind filled in. */
  listMetadata(type: ResourceType, options?: MetadataListOptions): Promise<readonly KubeObject[]>;
}

export interface DeletePreconditions {
  readonly uid: string;
  readonly resourceVersion?: string;
}

/**
 * ObjectWriter knows how to change objects. Transient failures are retried within the budget; so a 409 may be the
 * echo of the caller's own earlier attempt whose answer was lost: callers look before they judge (contract 7.3).
 */
export interface ObjectWriter {
  create(type: ResourceType, object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  update(type: ResourceType, object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  /** PUT `/status`: unlike a merge patch it keeps JSON nulls. */
  updateStatus(type: ResourceType, object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  /** `application/merge-patch+json`; put `metadata.resourceVersion` into the patch to guard it. */
  mergePatch(type: ResourceType, key: ObjectKey, patch: JsonObject, options?: PatchOptions): Promise<KubeObject>;
  /** `gone` if there was no such object. */
  delete(
    type: ResourceType,
    key: ObjectKey,
    preconditions: DeletePreconditions,
    options?: WriteOptions,
  ): Promise<'deleted' | 'gone'>;
}

/** One API server of a move, with pooled connections; `close` (or `await using`) ends them. */
export interface ApiServer extends ObjectReader, ObjectWriter, AsyncDisposable {
  /** How messages name it, for example `source` or `target`. */
  readonly label: string;
  /** Base URL, for messages only. */
  readonly url: string;
  /**
   * True for a server in memory, which forgets everything with its process. A move may come from there, because the
   * archive that it was filled from stays; none may go there.
   */
  readonly transient?: true;
  /** Namespace of the selected kubeconfig context, if it names one. */
  readonly contextNamespace: string | undefined;
  /** One request with retries; the parsed body, or undefined for an empty one. Raises ApiError or TransportError. */
  request(request: ApiRequest): Promise<JsonValue | undefined>;
  /** Runs a command in a container that runs already; a command that fails is a result. Raises ApiError or TransportError. */
  exec(request: ExecRequest): Promise<ExecResult>;
  close(): Promise<void>;
}

/** A `Warning` header of the API server (code 299), once for each text. */
export interface ApiWarning {
  readonly server: string;
  readonly text: string;
}
