import { dump } from 'js-yaml';
import type { Output } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { errorDocument } from './error-document.ts';
import { recordVersion } from './json-lines.ts';
import type { View } from './view.ts';

/** A view that writes what a move came to as one YAML document on stdout, at the end. */
export function yamlView(output: Output): View {
  const write = (document: object): void => {
    output.write(toYaml({ formatVersion: recordVersion, ...document }));
  };
  return {
    show(message) {
      if (message.type === 'ended') {
        const { report, next } = message;
        write({ outcome: report.outcome, exitCode: exitCodes.done, report, ...(next.length === 0 ? {} : { next }) });
      }
      if (message.type === 'ended-before') {
        write({ outcome: message.outcome, exitCode: exitCodes.done, moveId: message.moveId });
      }
      if (message.type === 'failed') {
        const { failure } = message;
        const { report, exitCode, next } = failure;
        write({
          exitCode,
          error: errorDocument(failure),
          ...(report === undefined ? {} : { outcome: report.outcome, report }),
          ...(next.length === 0 ? {} : { next }),
        });
      }
    },
    rest() {
      // Nothing of the moment is on the screen.
    },
  };
}

/**
 * A value as YAML: every string that a YAML 1.1 reader would take for something else is quoted. Below `flowLevel`
 * lists and maps stand on one line.
 */
export function toYaml(value: unknown, { flowLevel = -1 }: { readonly flowLevel?: number } = {}): string {
  return dump(value, { lineWidth: -1, noRefs: true, skipInvalid: true, flowLevel });
}
