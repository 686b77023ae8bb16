import { randomBytes } from 'node:crypto';
import type { ApiServer, ConfigMapKey, JsonValue, SideData } from '@tsmove/move-core';
import { isJsonObject } from '@tsmove/move-core/provider';
import { copyLeases, parseLeases } from '@tsmove/providers';
import { usualPlace } from '../../flags/lease-places.ts';
import type { PivotFlags } from '../../flags/pivot.ts';
import type { Session } from '../../session/session.ts';
import { nowSeconds } from './now.ts';
import { rangesOf } from './ranges.ts';
import { readLeasesOf } from './read-leases.ts';
import { addLeasesOfTarget, keepLeases, returnLeases, type SourceLeases } from './source-leases.ts';

/** True if a pivot is to bring leases along. */
export function wantsLeases({ leases, leasesFrom, leasesTo }: PivotFlags): boolean {
  return leases === true || leasesFrom !== undefined || leasesTo !== undefined;
}

/**
 * DHCP leases as a part of a pivot: read while the source's dnsmasq still runs, written before anything of the target
 * that could read them, read once more when that dnsmasq goes down, and taken back with the rest. Which copy it is goes into the pivot's record, so that whoever goes on
 * after a crash makes the same one once more, or takes back that one.
 */
export function leasesAsSideData(session: Session<PivotFlags>, source: ApiServer, target: ApiServer): SideData {
  const { context, flags, library } = session;
  const { leasesTo: place = usualPlace, leasesPrefer, leasesSkipInvalid, leasesExtendTo } = flags;
  const where = `ConfigMap ${place.namespace}/${place.name}, ${place.key}`;
  const copy = async (remembered: JsonValue): Promise<void> => {
    await copyLeases(
      { read: () => readLeasesOf(session, source) },
      { change: (id, change) => library.changeText(target, placeIn(remembered), id, change) },
      {
        id: idIn(remembered),
        now: nowSeconds(context),
        ranges: rangesOf(flags),
        ...(leasesPrefer === undefined ? {} : { prefer: leasesPrefer }),
        ...(leasesSkipInvalid === undefined ? {} : { skipInvalid: leasesSkipInvalid }),
        ...(leasesExtendTo === undefined ? {} : { extendTo: Math.ceil(leasesExtendTo / 1000) }),
      },
    );
  };
  /** Undefined if they are in a file or a ConfigMap of the source, which no pivot takes down. */
  const inSource = (remembered: JsonValue): SourceLeases | undefined => {
    const namespace = isJsonObject(remembered) ? remembered['namespace'] : undefined;
    if (typeof namespace !== 'string') return undefined;
    return { session, source, place: { ...placeIn(remembered), namespace }, id: idIn(remembered) };
  };
  return {
    name: 'dhcp-leases',
    async plan() {
      const { text, from } = await readLeasesOf(session, source);
      const { leases, problems } = parseLeases(text);
      const wrong = problems.filter(({ severity }) => severity === 'error').length;
      const troubles = wrong === 0 ? '' : `; ${wrong.toString()} lines are not in order`;
      return [`copy ${leases.length.toString()} leases of ${from} to ${where}${troubles}`];
    },
    async remember() {
      const { namespace } = await readLeasesOf(session, source);
      const id = `pivot-${randomBytes(6).toString('hex')}`;
      return { id, to: { ...place }, ...(namespace === undefined ? {} : { namespace }) };
    },
    apply: copy,
    async beforeHandOver(remembered) {
      // Some may have been given out since.
      await copy(remembered);
      const kept = inSource(remembered);
      if (kept !== undefined) await keepLeases(kept);
    },
    async beforeHandBack(remembered) {
      const kept = inSource(remembered);
      if (kept !== undefined) await addLeasesOfTarget(kept, target, placeIn(remembered).namespace);
    },
    async afterHandBack(remembered) {
      const kept = inSource(remembered);
      return kept === undefined ? [] : returnLeases(kept);
    },
    undo: (remembered) =>
      library.undoText(target, { type: 'changed', place: placeIn(remembered), id: idIn(remembered) }),
    async settle(remembered) {
      const kept = inSource(remembered);
      if (kept !== undefined) await library.undoText(source, { ...kept, type: 'changed' });
      await library.settleText(target, { type: 'changed', place: placeIn(remembered), id: idIn(remembered) });
    },
    async check() {
      const text = await library.readText(target, place);
      if (text !== undefined) return [];
      return [
        {
          code: 'leases-missing',
          severity: 'error',
          message: `the target has no ${where}: its dnsmasq starts without leases`,
          remedy: 'Copy them with tsmove leases copy.',
        },
      ];
    },
  };
}

/** Where they were written: an undo may be asked for without the flag that told. */
function placeIn(remembered: JsonValue): ConfigMapKey {
  const to = isJsonObject(remembered) ? remembered['to'] : undefined;
  const { namespace, name, key } = isJsonObject(to) ? to : {};
  if (typeof namespace === 'string' && typeof name === 'string' && typeof key === 'string') {
    return { namespace, name, key };
  }
  throw new RangeError('the record of the pivot does not say where its leases are');
}

function idIn(remembered: JsonValue): string {
  const id = isJsonObject(remembered) ? remembered['id'] : undefined;
  if (typeof id === 'string') return id;
  throw new RangeError('the record of the pivot does not say which copy of the leases is its own');
}
