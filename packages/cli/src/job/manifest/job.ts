import { containerName } from '../pod.ts';
import { finalCodes } from '../worth-retrying.ts';
import { podTemplate } from './pod.ts';
import type { JobSettings } from './settings.ts';

type Json = Readonly<Record<string, unknown>>;

/** So often another pod is tried after a failure. */
const retries = 6;

/**
 * A Job that tries again what is worth it, and stops where only a person can help. With shards it has a pod for each, and
 * what one comes to is nothing to the others.
 */
export function jobObject(settings: JobSettings): Json {
  const { name, namespace, shards, parallelism } = settings;
  const isIndexed = shards !== undefined;
  const labels = labelsOf(name);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, labels },
    spec: {
      ...(isIndexed
        ? { completionMode: 'Indexed', completions: shards, parallelism, backoffLimitPerIndex: retries }
        : { backoffLimit: retries }),
      // Never two at once: the next pod begins when the last one has certainly ended, or is given up with its node.
      podReplacementPolicy: 'Failed',
      podFailurePolicy: {
        rules: [
          {
            action: isIndexed ? 'FailIndex' : 'FailJob',
            onExitCodes: { containerName, operator: 'In', values: [...finalCodes].sort((a, b) => a - b) },
          },
          // A node that is drained is nobody's failure.
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        ],
      },
      template: podTemplate(settings, labels),
    },
  };
}

export function labelsOf(name: string): Readonly<Record<string, string>> {
  return {
    'app.kubernetes.io/name': 'tsmove',
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'tsmove',
  };
}
