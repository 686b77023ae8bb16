import type { CliContext } from '../../context.ts';

/** Seconds since 1970, as leases count them. */
export function nowSeconds({ clock }: CliContext): number {
  return Math.floor((clock.wallMs?.() ?? Date.now()) / 1000);
}
