import { containerName, podVariables } from '../pod.ts';
import { imageUser, type JobSettings, kubeconfigKey, kubeconfigPath } from './settings.ts';

type Json = Readonly<Record<string, unknown>>;

/** Long enough to undo a large move; a pod that is killed all the same is gone on with by the next. */
const graceSeconds = 600;

/** The pod: no root, no capability, nothing to write to, and the Secret for its user alone. */
export function podTemplate(settings: JobSettings, labels: Json): Json {
  const { metricsPort } = settings;
  return {
    metadata: { labels },
    spec: {
      serviceAccountName: settings.name,
      // A container that was started again in the same pod could not be told from the one before.
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: graceSeconds,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: imageUser,
        runAsGroup: imageUser,
        // The kubelet gives volumes to this group; without it only root could read a file of mode 0400.
        fsGroup: imageUser,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: containerName,
          image: settings.image,
          imagePullPolicy: settings.pullPolicy,
          args: ['job', 'run', ...settings.args],
          env: podEnvironment(),
          ...(metricsPort === undefined ? {} : { ports: [{ name: 'metrics', containerPort: metricsPort }] }),
          resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '2Gi' } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          volumeMounts: [{ name: 'other-side', mountPath: kubeconfigPath.replace(/\/[^/]+$/, ''), readOnly: true }],
        },
      ],
      volumes: [
        {
          name: 'other-side',
          secret: {
            secretName: settings.secret,
            defaultMode: 0o400,
            items: [{ key: kubeconfigKey, path: kubeconfigKey }],
          },
        },
      ],
    },
  };
}

/** How the pod learns who it is: by its own fields, so that it need not be allowed to look itself up. */
function podEnvironment(): readonly Json[] {
  const field = (name: string, fieldPath: string): Json => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  return [
    field(podVariables.namespace, 'metadata.namespace'),
    field(podVariables.name, 'metadata.name'),
    field(podVariables.uid, 'metadata.uid'),
    field(podVariables.jobName, "metadata.labels['batch.kubernetes.io/job-name']"),
    field(podVariables.jobUid, "metadata.labels['batch.kubernetes.io/controller-uid']"),
  ];
}
