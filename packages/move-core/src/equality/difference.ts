import type { ObjectRef } from '../model/object-ref.ts';

/**
 * One place in which an object is not what it should be. It names the place and never the value: objects hold keys.
 * `added`: only the actual object has it; `lost`: only the expected one; `changed`: both, with different values.
 */
export interface Difference {
  readonly ref: ObjectRef;
  /** JSON pointer. */
  readonly path: string;
  readonly change: 'added' | 'lost' | 'changed';
}
