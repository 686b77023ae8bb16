import type { Message } from '../view/view.ts';
import { formatDuration } from '../flags/duration.ts';
import { sentenceFor } from '../view/sentences.ts';

/** What a Kubernetes Event says. */
export interface Notice {
  readonly type: 'Normal' | 'Warning';
  /** One word, stable; docs/in-cluster.md lists them. */
  readonly reason: NoticeReason;
  readonly message: string;
}

export const noticeReasons = [
  'MoveStarted',
  'MoveResumed',
  'MoveWaiting',
  'MoveCommitted',
  'MoveRollingBack',
  'MoveFinished',
  'MoveFailed',
  'ClustersLeftBehind',
  'MoveBegunAnew',
] as const;

export type NoticeReason = (typeof noticeReasons)[number];

/** The API server takes no longer message than 1024 bytes; a few are for the number of the shard. */
const longest = 1000;

/** The turning points of a move as Events; everything else is in the metrics and in the log. */
export function noticeOf(message: Message): Notice | undefined {
  const notice = wordsOf(message);
  return notice === undefined ? undefined : { ...notice, message: shortened(notice.message) };
}

/** Clusters that have come after it was settled what the Job moves. */
export function leftBehindNotice(names: readonly string[]): Notice {
  const message = shortened(`${names.map((name) => `Cluster/${name}`).join(', ')} came later, and this Job moves none`);
  return { type: 'Warning', reason: 'ClustersLeftBehind', message };
}

/** An earlier pod had begun, and it came to nothing. */
export function begunAnewNotice(moveId: string): Notice {
  const message = `move ${moveId} of an earlier pod was undone, or was refused before it had created anything: another one begins`;
  return { type: 'Normal', reason: 'MoveBegunAnew', message };
}

function wordsOf(message: Message): Notice | undefined {
  switch (message.type) {
    case 'event':
      return ofEvent(message.event);
    case 'ended': {
      const { moveId, counts, namespace, elapsedMs } = message.report;
      const { moved, copied, adopted } = counts;
      const text = `move ${moveId} of namespace ${namespace}: ${moved} moved, ${copied} copied, ${adopted} adopted, in ${formatDuration(elapsedMs)}`;
      return { type: 'Normal', reason: 'MoveFinished', message: text };
    }
    case 'ended-before':
      return { type: 'Normal', reason: 'MoveFinished', message: message.sentence };
    case 'failed': {
      const { code, message: words, exitCode } = message.failure;
      return { type: 'Warning', reason: 'MoveFailed', message: `${code} (exit code ${exitCode}): ${words}` };
    }
    default:
      return undefined;
  }
}

function ofEvent(event: Extract<Message, { type: 'event' }>['event']): Notice | undefined {
  const reason = reasons[event.type];
  if (reason === undefined) return undefined;
  const words = sentenceFor(event, 1)?.text ?? reason;
  return { type: reason === 'MoveRollingBack' ? 'Warning' : 'Normal', reason, message: words };
}

const reasons: Readonly<Partial<Record<string, NoticeReason>>> = {
  'move-started': 'MoveStarted',
  'move-continued': 'MoveResumed',
  'waiting-for-lease': 'MoveWaiting',
  committed: 'MoveCommitted',
  'rolling-back': 'MoveRollingBack',
};

function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
