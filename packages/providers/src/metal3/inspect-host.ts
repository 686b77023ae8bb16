import { refOf, type Diagnostic, type KubeObject, type ObjectIndex, type Planned } from '@tsmove/move-core/provider';
import { textAt } from '../object/fields.ts';
import { clusterNameLabel, metal3Machine, pausedAnnotation, pausedByCapm3 } from './kinds.ts';
import { consumerRefOf } from './relate.ts';

/** States in which a host rests; `ready` is what older operators call available. */
const settled: ReadonlySet<string> = new Set([
  'available',
  'ready',
  'provisioned',
  'externally provisioned',
  'unmanaged',
]);

/** Errors that a definition does not allow although the operator can hold them: the status would be refused. */
const unwritable: ReadonlySet<string> = new Set(['detach error']);

/**
 * Reasons not to move a host: it is in the middle of something that Ironic knows and nobody else, or it would be wiped
 * or rebooted in the target. None of those that cost a disk can be passed over.
 */
export function* inspectHost(object: KubeObject, index: ObjectIndex, planned: Planned): Iterable<Diagnostic> {
  const find = finder(object);
  if (planned.fate === 'copy' && planned.heldInSource !== true) {
    yield find.fatal(
      'host-kept',
      `two operators would manage the same server, because it stays in the source as well: ${planned.because ?? ''}`,
      'Move everything that uses the host together, or pass --keep-in-source baremetalhosts.metal3.io to leave it in the source, paused for good.',
    );
  }
  yield* unsettled(object, find);
  yield* aboutToAct(object, find);
  yield* consumer(object, index, find);
  const credentials = textAt(object.spec, 'bmc', 'credentialsName');
  if (credentials !== undefined && index.find('', 'Secret', object.metadata.namespace, credentials) === undefined) {
    yield find.warning(
      'host-secret-missing',
      `its BMC credentials, Secret ${credentials}, do not exist, so the target cannot register it`,
      `Create the Secret ${credentials}.`,
    );
  }
}

function* unsettled(object: KubeObject, find: Finder): Iterable<Diagnostic> {
  const { status } = object;
  const state = textAt(status, 'provisioning', 'state') ?? '';
  if (!settled.has(state)) {
    yield find.fatal(
      'host-unsettled',
      state === ''
        ? 'it has no state yet: without one the target would inspect and provision it'
        : `it is ${state}: what Ironic is doing with it cannot be moved`,
      'Wait until the host is available, provisioned or externally provisioned.',
    );
  }
  const operational = textAt(status, 'operationalStatus') ?? '';
  if (operational === 'servicing') {
    yield find.fatal(
      'host-servicing',
      'it is being serviced: what Ironic is doing with it cannot be moved',
      'Wait until the servicing is done.',
    );
  }
  const error = textAt(status, 'errorType') ?? '';
  if (unwritable.has(error)) {
    yield find.fatal(
      'host-status-unwritable',
      `its errorType is "${error}", which no API server accepts in a status`,
      'Mend the host, or take its detached annotation off, and wait until the error is gone.',
    );
  } else if (operational === 'error' || operational === 'delayed') {
    yield find.warning(
      'host-in-error',
      `its operational status is ${operational}${error === '' ? '' : ` (${error})`}; it arrives as it is`,
      'See what the host reports before you move it.',
    );
  }
}

/** What the operator in the target would do the moment it may. */
function* aboutToAct({ spec, status, metadata }: KubeObject, find: Finder): Iterable<Diagnostic> {
  const rebooting = Object.keys(metadata.annotations ?? {}).find(
    (key) => key === 'reboot.metal3.io' || key.startsWith('reboot.metal3.io/'),
  );
  if (rebooting !== undefined) {
    yield find.error(
      'host-reboot-pending',
      `the annotation ${rebooting} asks for a reboot, which the target would carry out`,
      'Wait until the host has rebooted, or take the annotation off.',
    );
  }
  if (textAt(status, 'provisioning', 'state') !== 'provisioned') return;
  // A differing image makes the operator deprovision at once; it was seen to.
  for (const path of [
    ['image', 'url'],
    ['customDeploy', 'method'],
  ]) {
    const is = textAt(status, 'provisioning', ...path);
    if (is !== undefined && is !== textAt(spec, ...path)) {
      yield find.fatal(
        'host-image-differs',
        `spec.${path.join('.')} is not what the host is provisioned with, so the target would deprovision it`,
        `Set spec.${path.join('.')} back to what status.provisioning.${path.join('.')} says.`,
      );
    }
  }
}

function* consumer(object: KubeObject, index: ObjectIndex, find: Finder): Iterable<Diagnostic> {
  const claimedBy = consumerRefOf(object);
  if (claimedBy === undefined) return;
  const { kind, namespace, name } = claimedBy;
  if (namespace !== object.metadata.namespace) {
    yield find.error(
      'host-claimed-elsewhere',
      `${kind} ${namespace ?? ''}/${name}, which has claimed it, is in another namespace and would not move with it`,
      'Move the claim and its host in one namespace, or release the host first.',
    );
    return;
  }
  if (kind !== metal3Machine.kind) return;
  const machine = index.find(metal3Machine.group, kind, namespace, name);
  if (machine === undefined) {
    yield find.error(
      'host-consumer-missing',
      `${kind} ${name}, which has claimed it, does not exist, so nobody would ever release it`,
      'Take spec.consumerRef off the host if no machine uses it.',
    );
    return;
  }
  const { annotations = {}, labels = {} } = object.metadata;
  const cluster = machine.metadata.labels?.[clusterNameLabel];
  if (annotations[pausedAnnotation] === pausedByCapm3 && (cluster ?? '') !== (labels[clusterNameLabel] ?? '')) {
    yield find.warning(
      'host-label-missing',
      `its label ${clusterNameLabel} is not that of its machine, so CAPM3 would leave it paused for ever`,
      `Label the host ${clusterNameLabel}=${cluster ?? ''}.`,
    );
  }
}

interface Finder {
  fatal(code: string, message: string, remedy: string): Diagnostic;
  error(code: string, message: string, remedy: string): Diagnostic;
  warning(code: string, message: string, remedy: string): Diagnostic;
}

function finder(object: KubeObject): Finder {
  const ref = refOf(object);
  return {
    fatal: (code, message, remedy) => ({ code, severity: 'error', ref, message, remedy, passable: false }),
    error: (code, message, remedy) => ({ code, severity: 'error', ref, message, remedy }),
    warning: (code, message, remedy) => ({ code, severity: 'warning', ref, message, remedy }),
  };
}
