import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { processorTime } from './proc.ts';

/** Seconds of processor time that the API servers and their etcds have used so far; undefined where nobody knows. */
export function serverTime(planes: readonly ControlPlane[]): number | undefined {
  const pids = planes.flatMap((plane) => {
    const { apiserver, etcd } = plane.pids();
    return [apiserver, etcd].filter((pid) => pid !== undefined);
  });
  const times = pids.map((pid) => processorTime(pid)?.own);
  return times.reduce((sum, time) => (sum === undefined || time === undefined ? undefined : sum + time), 0);
}
