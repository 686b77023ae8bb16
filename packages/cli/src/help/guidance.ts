import type { CommandName, SubcommandName } from '../app/command-names.ts';

/** What the help of every command says besides what it does. `tsmove` stands for the name of the program. */
export interface Guidance {
  /** When to use it. */
  readonly when: string;
  /** What it never does, whatever the flags. */
  readonly never: string;
  /** What to run next. */
  readonly next: string;
  /** Pages of docs/ that say more. */
  readonly pages: readonly string[];
}

/** In the same order as the commands. */
export const guidance: Readonly<Record<CommandName | SubcommandName, Guidance>> = {
  move: {
    when: 'Management of workload clusters is to change its place, and both management clusters can be reached from here.',
    never:
      'Deletes in the source before everything is in the target and verified; overwrites an object of the target unasked; touches a workload cluster.',
    next: 'tsmove check, to see that everything comes to rest in the target. If it has stopped: tsmove status.',
    pages: ['contract.md', 'guarantees.md', 'conflicts.md', 'namespace-map.md'],
  },
  plan: {
    when: 'Before every move: to see what would go along, what stays behind, and what would refuse it.',
    never: 'Writes anything to either side.',
    next: 'tsmove move with the same flags; or tsmove plan --out FILE and tsmove apply FILE, if somebody reviews it.',
    pages: ['preflight.md', 'plans.md'],
  },
  apply: {
    when: 'A plan was reviewed, and exactly that one is to be carried out, perhaps by somebody else or in a pipeline.',
    never: 'Moves anything that is not in the plan, or after something in it has changed.',
    next: 'tsmove check. If the plan is stale: tsmove plan --out, and a new look at it.',
    pages: ['plans.md'],
  },
  status: {
    when: 'A move has stopped, a machine has died in the middle of one, or you want to know whether any is open.',
    never: 'Writes anything, takes a move over, or waits for a cluster that does not answer.',
    next: 'What it prints below each open move: tsmove resume, tsmove rollback or tsmove recover.',
    pages: ['journal.md', 'guarantees.md'],
  },
  resume: {
    when: 'A move has stopped, and is to be completed. From the release on this is the only way.',
    never:
      'Does again what is done, trusts the journal without a look at the clusters, or goes on beside a process that may be alive.',
    next: 'tsmove check, to see that everything comes to rest in the target.',
    pages: ['guarantees.md', 'journal.md'],
  },
  rollback: {
    when: 'A move has stopped and is not to be completed; or one that is over is to be taken back.',
    never: 'Deletes an object of the target that the move has not made, or one that the source does not have again.',
    next: 'tsmove status, to see that nothing is open. Then tsmove plan, when what had stopped the move is mended.',
    pages: ['guarantees.md'],
  },
  recover: {
    when: 'A move has stopped, and its journal is lost with the machine that it was on.',
    never: 'Guesses: what it cannot tell from the clusters it names, and leaves held.',
    next: 'tsmove check if it has ended as a move; tsmove plan if it has ended as an undo.',
    pages: ['guarantees.md'],
  },
  report: {
    when: 'A move is over or has stopped, and somebody wants to know what became of an object, when, and why.',
    never: 'Shows contents of objects: journals hold names and states.',
    next: 'tsmove status, if the move is still open.',
    pages: ['journal.md', 'pages.md'],
  },
  pivot: {
    when: 'The target lacks the providers still, or Ironic and its DHCP leases have to change sides together with the objects.',
    never: 'Deletes the components of the source, unless --clean-up-source says so; has two Ironics at work at once.',
    next: 'tsmove check. If it has stopped: the same command again, or tsmove pivot --undo.',
    pages: ['pivot.md', 'metal3.md'],
  },
  check: {
    when: 'After a move or a pivot, before the old management cluster is taken down.',
    never: 'Writes anything to either side.',
    next: 'If a check fails: mend what it names, and check again. If all is well, the source is not needed any more.',
    pages: ['pivot.md'],
  },
  diff: {
    when: 'You want to know whether two management clusters hold the same, at any time, or after a restore.',
    never: 'Shows values, which may be secret; writes anything to either side.',
    next: 'tsmove plan, to see what a move would do about it.',
    pages: ['equality.md'],
  },
  job: {
    when: 'The move is to be made where the clusters are: by a Job that outlives laptops, pods and nodes.',
    never: 'Needs more rights than the move; runs two moves of a namespace at once; touches a workload cluster.',
    next: 'tsmove job render, and kubectl apply with what it prints.',
    pages: ['in-cluster.md'],
  },
  'job run': {
    when: 'In the pod of a Job, as tsmove job render makes it. It can be run again after any end.',
    never:
      'Asks, writes to its disk, begins a second move where one of the same scope is open, or tells what is in an object.',
    next: 'kubectl get configmap with the status of the Job; tsmove check from anywhere.',
    pages: ['in-cluster.md'],
  },
  'job render': {
    when: 'You want a Job for one certain move, to apply it or to keep it in git.',
    never: 'Writes anything to either side, or prints a kubeconfig.',
    next: 'kubectl apply in the cluster of the Job, after the Secret with the kubeconfig of the other side.',
    pages: ['in-cluster.md', 'rbac.md'],
  },
  rbac: {
    when: 'The move is to be made by a user who may not do everything.',
    never: 'Creates roles or bindings, or prints a right that a move and its undo do not need.',
    next: 'kubectl apply with what it prints, bind it, and tsmove plan as that user.',
    pages: ['rbac.md'],
  },
  export: {
    when: 'The two clusters cannot reach each other; or a backup is wanted that has status and can be checked.',
    never: 'Deletes anything in the source, leaves it paused, or writes Secrets in plain text unless --plain says so.',
    next: 'tsmove archive verify FILE where it has arrived, then tsmove import FILE.',
    pages: ['archives.md'],
  },
  import: {
    when: 'An archive is to become the objects of a management cluster: transport, or recovery from a disaster.',
    never: 'Changes the archive, or overwrites an object of the target.',
    next: 'tsmove check. If it has stopped: tsmove resume or rollback with --archive FILE.',
    pages: ['archives.md'],
  },
  archive: {
    when: 'You have an archive, and want to know what it is before you rely on it.',
    never: 'Contacts a cluster, or shows contents of objects.',
    next: 'tsmove import FILE --dry-run, to see what would be created.',
    pages: ['archives.md'],
  },
  'archive inspect': {
    when: 'You want to know where an archive is from, and how many objects of which kinds it has.',
    never: 'Contacts a cluster, or shows contents of objects.',
    next: 'tsmove archive verify FILE, with the digest that tsmove export printed.',
    pages: ['archives.md'],
  },
  'archive verify': {
    when: 'Before anything relies on an archive: after it was copied, and before the old cluster is deleted.',
    never: 'Contacts a cluster, or mends what is damaged.',
    next: 'tsmove import FILE --dry-run, to see what would be created.',
    pages: ['archives.md'],
  },
  leases: {
    when: 'Bare-metal machines have to keep their addresses although the dnsmasq of Metal3 changes its cluster.',
    never: 'Restarts dnsmasq or Ironic, or changes leases in the source.',
    next: 'tsmove leases check, then tsmove leases copy.',
    pages: ['leases.md', 'metal3.md'],
  },
  'leases show': {
    when: 'You want to know which machine has which address now, or what the target was given.',
    never: 'Writes anything.',
    next: 'tsmove leases check, to see whether a dnsmasq would take them.',
    pages: ['leases.md'],
  },
  'leases check': {
    when: 'Before leases are copied, and afterwards with those of the target.',
    never: 'Writes anything.',
    next: 'tsmove leases copy.',
    pages: ['leases.md'],
  },
  'leases copy': {
    when: 'Before Ironic is stopped in the source, and before it is started in the target.',
    never: 'Changes leases in the source, or takes an address from a machine that the target has given it to.',
    next: 'tsmove leases check --leases-from configmap:NAMESPACE/NAME on the target, then the move or the pivot.',
    pages: ['leases.md', 'metal3.md'],
  },
  graph: {
    when: 'You want to see what belongs to what, or why an object goes along or stays behind.',
    never: 'Writes anything, or shows contents of objects.',
    next: 'tsmove plan, to see what would become of each object.',
    pages: ['pages.md', 'providers.md'],
  },
  providers: {
    when: 'You want to know how a kind is treated, or whether a provider of your own is loaded and in order.',
    never: 'Contacts a cluster.',
    next: 'tsmove plan --provider FILE, to see what a provider of your own makes of the objects.',
    pages: ['providers.md'],
  },
  version: {
    when: 'You report a problem, or a script needs a certain version.',
    never: 'Contacts a cluster or the network, or loads the library.',
    next: 'tsmove --help.',
    pages: [],
  },
  explain: {
    when: 'A command names a code, or you wonder why an object would move, be copied or stay.',
    never: 'Writes anything, or contacts a cluster to explain a code.',
    next: 'What it says is to be done; then the command again that has named the code.',
    pages: ['codes.md', 'gitops.md'],
  },
  completion: {
    when: 'Once, when tsmove is installed.',
    never:
      'Changes your shell by itself. Names of namespaces and Clusters are asked from the cluster behind the kubeconfig on the line, for at most 1.5 s; a plugin for credentials is never run for it.',
    next: 'A new shell, and the Tab key.',
    pages: [],
  },
};
