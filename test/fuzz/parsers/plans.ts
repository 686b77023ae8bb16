import { compareReviewed, planFromJson, planToJson, reviewedPlanFromJson, reviewedPlanToJson } from '@tsmove/move-core';
import { UsageError, type JsonValue } from '@tsmove/move-core';
import { machinesPlan } from '../../../packages/move-core/src/testing/journal-records.ts';
import { secret } from '../hostile.ts';
import { mutatedValue } from '../mutate-value.ts';
import { anyText, jsonOf, mutatedText } from '../mutate-text.ts';
import { parser, type Parser } from '../parser.ts';

const plan = {
  ...machinesPlan(3),
  leftBehind: machinesPlan(1).objects.map(({ ref }) => ({
    ref,
    uid: 'x',
    because: 'nothing owns it',
    collected: false,
  })),
  diagnostics: [{ code: 'a', severity: 'info' as const, message: 'it is so' }],
};
const reviewed = { plan, targetUid: 'target-system', providers: ['cluster-api'] };

/** With a field that nobody knows, which holds what must not be shown. */
function sample(text: string): JsonValue {
  return { ...(JSON.parse(text) as Record<string, JsonValue>), unknown: secret };
}

export const plans: readonly Parser[] = [
  parser({
    name: 'plan',
    mutated: mutatedText(jsonOf(mutatedValue(sample(planToJson(plan))))),
    arbitrary: anyText,
    read: (text: string) => planFromJson(planToJson(planFromJson(text))),
    raises: UsageError,
    names: ['the plan'],
  }),
  parser({
    name: 'reviewed plan',
    mutated: mutatedText(jsonOf(mutatedValue(sample(reviewedPlanToJson(reviewed))))),
    arbitrary: anyText,
    read: (text: string) => {
      const read = reviewedPlanFromJson(text);
      compareReviewed(read, reviewed, { exact: true });
    },
    raises: UsageError,
    names: ['the plan'],
  }),
];
