import { isJsonObject } from '../model/json.ts';
import { text } from './resources/aggregated.ts';
import type { ApiServer, CallOptions } from './types.ts';
import { expectJsonObject } from './verbs/answer.ts';

/** Something that one may or may not do. */
export interface AccessQuestion {
  /** For example `create`; `*` for all. */
  readonly verb: string;
  /** The empty string for the core group. */
  readonly group: string;
  /** Plural; `*` for all. */
  readonly resource: string;
  readonly subresource?: string;
  /** Absent: in all namespaces, or a cluster-scoped resource. */
  readonly namespace?: string;
  readonly name?: string;
}

export interface AccessAnswer {
  readonly allowed: boolean;
  /** What the server says about its decision, if anything. */
  readonly reason?: string;
}

export const accessReviewPath = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** Asks the API server whether we may do something (SelfSubjectAccessReview). Raises ApiError or TransportError. */
export async function canI(
  server: Pick<ApiServer, 'request' | 'label'>,
  question: AccessQuestion,
  options: CallOptions = {},
): Promise<AccessAnswer> {
  const { verb, group, resource, subresource, namespace, name } = question;
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb, group, resource, subresource, namespace, name } },
  };
  const answer = await server.request({ method: 'POST', path: accessReviewPath, body, ...options });
  const { status } = expectJsonObject(server.label, accessReviewPath, answer);
  const facts = isJsonObject(status) ? status : {};
  const reason = [text(facts['reason']), text(facts['evaluationError'])].filter((one) => one !== '').join('; ');
  return { allowed: facts['allowed'] === true && facts['denied'] !== true, ...(reason === '' ? {} : { reason }) };
}
