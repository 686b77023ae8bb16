/** One key of one ConfigMap. */
export interface ConfigMapKey {
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
}

/** How to take back what {@link changeText} has done: all of it is JSON, and none of it the text. */
export type TextUndo =
  /** There was nothing to change. */
  | { readonly type: 'nothing' }
  | {
      readonly type: 'created' | 'changed';
      readonly place: ConfigMapKey;
      /** Whose change it is. */
      readonly id: string;
    };

/** A file in a container that runs. */
export interface FileInPod {
  readonly namespace: string;
  /** Absent: the only running pod that the selector finds. */
  readonly pod?: string;
  readonly labelSelector?: string;
  /** Names to try, in this order; a pod without any of them is refused. */
  readonly containers: readonly string[];
  /**
   * Paths to try, in this order. One that begins with a variable of the container, with or without a default, is spelled
   * out by the container's shell: `${DATA_DIR:-/data}/file`.
   */
  readonly paths: readonly string[];
}
