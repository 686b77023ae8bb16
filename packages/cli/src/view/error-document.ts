import type { Failure } from '../errors/failure.ts';
import type { ErrorDocument } from './records.ts';

/** A failure for programs: everything but its exit code and report, which stand beside it. */
export function errorDocument(failure: Failure): ErrorDocument {
  const { kind, code, message, causes, hint, findings, clusters, holder } = failure;
  return {
    kind,
    code,
    message,
    ...(causes.length === 0 ? {} : { causes }),
    ...(hint === undefined ? {} : { hint }),
    ...(clusters.length === 0 ? {} : { clusters }),
    ...(holder === undefined ? {} : { holder }),
    ...(findings.length === 0 ? {} : { diagnostics: findings }),
  };
}
