import { noFailures, type Failures } from './failures.ts';
import type { Fleet, FleetClass, FleetCluster } from './fleet.ts';
import type { Story } from './story.ts';

const cluster: FleetCluster = {
  ...{ machines: 0, kubeconfig: true, paused: 'absent' },
  ...{ status: true, finalizer: true, annotated: false },
};
const fleetClass: FleetClass = { elsewhere: false, template: false, paused: false, inTarget: false, annotated: false };
const fleet: Fleet = {
  ...{ clusters: [cluster], classes: [], sharedSecret: false },
  ...{ systemNamespace: true, targetNamespaces: true },
};
const sharedFleet: Fleet = { ...fleet, classes: [{ ...fleetClass, inTarget: true }] };

const diesAfter = (atStep: number): Failures => ({ dies: { atStep, when: 'after' }, outages: [], seed: 1 });

const basis: Story = {
  ...{ fleet, collecting: 'eager', journal: 'kept' },
  ...{ move: noFailures, attempts: [], finish: 'resume' },
};

/** What has gone wrong once, by the name of what went wrong. */
export const fixtures: Readonly<Record<string, Story>> = {
  'a recover before the commit, of a move that made the namespace of the Leases': {
    ...basis,
    fleet: { ...fleet, systemNamespace: false },
    journal: 'lost',
    move: diesAfter(3),
    finish: 'recover',
  },
  'a rollback by the journal of a move that was finished by a recover': {
    ...basis,
    move: diesAfter(23),
    attempts: [{ command: 'recover', failures: noFailures }],
    finish: 'rollback',
  },
  'a resume by the journal of a move that was finished by a recover': {
    ...basis,
    move: diesAfter(23),
    attempts: [{ command: 'recover', failures: noFailures }],
  },
  'a recover of a selected Cluster that the user had paused': {
    ...basis,
    fleet: { ...fleet, clusters: [{ ...cluster, paused: 'by the user' }], selected: ['c0'] },
    journal: 'lost',
    move: diesAfter(8),
    finish: 'recover',
  },
  'a recover after the finalizers of a Cluster were taken off': {
    ...basis,
    journal: 'lost',
    move: diesAfter(18),
    finish: 'recover',
  },
  'a recover between the two patches of a release': {
    ...basis,
    fleet: { ...fleet, clusters: [{ ...cluster, paused: 'false' }] },
    journal: 'lost',
    move: diesAfter(22),
    finish: 'recover',
  },
  'a move back of a class that no Cluster uses': {
    ...basis,
    fleet: { ...fleet, classes: [fleetClass] },
    attempts: [{ command: 'rollback', failures: noFailures }],
  },
  'a rollback after a namespace was created and not yet noted': {
    ...basis,
    fleet: { ...fleet, targetNamespaces: false },
    move: diesAfter(13),
    finish: 'rollback',
  },
  'a rollback that dies while it undoes, after it has made anew what was retired': {
    ...basis,
    move: diesAfter(36),
    attempts: [{ command: 'rollback', failures: diesAfter(11) }],
    finish: 'rollback',
  },
  'a rollback that makes an adopted class anew': {
    ...basis,
    fleet: sharedFleet,
    move: diesAfter(39),
    finish: 'rollback',
  },
  'a resume after the commit of a move that has adopted a class which leaves the source': {
    ...basis,
    fleet: sharedFleet,
    move: diesAfter(36),
  },
  'a resume by the journal of a move that was finished by a recover, with a class that stays': {
    ...basis,
    fleet: { ...fleet, clusters: [{ ...cluster, class: 0 }], classes: [{ ...fleetClass, elsewhere: true }] },
    move: diesAfter(29),
    finish: 'recover',
  },
  'a recover of a Cluster that the user had paused, like its class in another namespace': {
    ...basis,
    fleet: {
      ...fleet,
      clusters: [{ ...cluster, paused: 'by the user', class: 1 }],
      classes: [fleetClass, { ...fleetClass, elsewhere: true, paused: true }],
    },
    journal: 'lost',
    move: diesAfter(14),
    finish: 'recover',
  },
  'a recover of a selected Cluster that shares a Secret with one that stays': {
    ...basis,
    fleet: { ...fleet, clusters: [cluster, cluster], sharedSecret: true, selected: ['c0'] },
    journal: 'lost',
    move: diesAfter(14),
    finish: 'recover',
  },
  'a recover of a class in another namespace that is all that is still held in the source': {
    ...basis,
    fleet: {
      ...fleet,
      clusters: [{ ...cluster, class: 0 }, cluster],
      classes: [{ ...fleetClass, elsewhere: true }],
    },
    journal: 'lost',
    move: diesAfter(32),
    finish: 'recover',
  },
  'a resume by the journal of a move that was finished by a recover, after one that died at once': {
    ...basis,
    fleet: { ...fleet, clusters: [{ ...cluster, kubeconfig: false, finalizer: false }] },
    move: diesAfter(21),
    attempts: [
      { command: 'recover', failures: noFailures },
      { command: 'resume', failures: diesAfter(1) },
    ],
  },
  'a move, a move back, and a move again of a class that the target had before': {
    ...basis,
    fleet: sharedFleet,
    attempts: [
      { command: 'rollback', failures: noFailures },
      { command: 'rollback', failures: noFailures },
    ],
  },
  'a rollback by the journal, begun and then overtaken by a recover': {
    ...basis,
    move: diesAfter(20),
    attempts: [{ command: 'rollback', failures: diesAfter(4) }],
    finish: 'recover',
  },
  'a recover of a selected Cluster that shares its class with one that stays': {
    ...basis,
    fleet: {
      ...fleet,
      ...{
        clusters: [
          { ...cluster, class: 0 },
          { ...cluster, class: 0 },
        ],
        classes: [fleetClass],
        selected: ['c0'],
      },
    },
    journal: 'lost',
    move: diesAfter(20),
    finish: 'recover',
  },
  'a rollback that dies between making an object anew and writing its status': {
    ...basis,
    fleet: {
      ...{ classes: [fleetClass, fleetClass], selected: ['c1'] },
      ...{ sharedSecret: false, systemNamespace: false, targetNamespaces: true },
      clusters: [
        { ...cluster, kubeconfig: false },
        { ...cluster, kubeconfig: false, machines: 2, class: 1 },
        { ...cluster, kubeconfig: false, class: 1 },
      ],
    },
    move: { ...diesAfter(72), seed: 0 },
    attempts: [{ command: 'rollback', failures: { dies: { atStep: 13, when: 'before' }, outages: [], seed: 9738 } }],
  },
  'a rollback of a move that died while it noted two holds at once': {
    ...basis,
    fleet: {
      ...{ clusters: [{ ...cluster, kubeconfig: false, machines: 1 }], classes: [{ ...fleetClass, inTarget: true }] },
      ...{ sharedSecret: false, systemNamespace: false, targetNamespaces: false },
    },
    move: { dies: { atStep: 10, when: 'before' }, outages: [], seed: 4749 },
    finish: 'rollback',
  },
  'a move that could not read at first which cluster the target is, and died': {
    ...basis,
    move: { ...diesAfter(12), outages: [{ place: 'target', fromCall: 1, calls: 1, how: 'refused' }] },
    finish: 'recover',
  },
  'a rollback by the journal of a move that was finished by a recover, but for an adopted class': {
    ...basis,
    fleet: {
      ...{ sharedSecret: false, systemNamespace: false, targetNamespaces: false, selected: ['c0'] },
      clusters: [
        { ...cluster, kubeconfig: false, machines: 1, class: 0 },
        { ...cluster, kubeconfig: false, finalizer: false },
      ],
      classes: [{ ...fleetClass, paused: true, inTarget: true }],
    },
    move: { ...diesAfter(67), seed: 0 },
    attempts: [{ command: 'recover', failures: noFailures }],
    finish: 'rollback',
  },
};
