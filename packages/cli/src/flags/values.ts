/** A path or a name: anything but nothing. */
export function parseText(text: string): string {
  if (text.trim() === '') throw new SyntaxError('the value is empty');
  return text;
}

/** A namespace or the name of an object in it. */
export function parseName(text: string): string {
  const name = parseText(text);
  if (name.includes('/')) throw new SyntaxError(`"${name}" is not a name; write it without its namespace or kind`);
  if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name)) {
    throw new SyntaxError(
      `"${name}" is not a name that Kubernetes allows; names have small letters, digits and dashes`,
    );
  }
  return name;
}

/** The code of a finding, as it is printed in front of it. */
export function parseCode(text: string): string {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text)) {
    throw new SyntaxError(`"${text}" is not the code of a finding; codes look like cluster-paused`);
  }
  return text;
}

/** An object as people write it: `Machine/prod-0`, `Machine/fleet/prod-0`, `machine.cluster.x-k8s.io/prod-0`. */
export function parseObject(text: string): string {
  if (!/^[A-Za-z][A-Za-z0-9.-]*(\/[^/\s]+){1,2}$/.test(text)) {
    throw new SyntaxError(`"${text}" is not an object; write its kind and its name, like Machine/prod-0`);
  }
  return text;
}

/** A whole number from `least` up to `most`. */
export function parseCount(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) {
      throw new SyntaxError(`"${text}" is not a whole number from ${least.toString()} to ${most.toString()}`);
    }
    return value;
  };
}

const words: Readonly<Record<string, boolean>> = { true: true, t: true, '1': true, false: false, f: false, '0': false };

/** A boolean as Go's flags take it, plus yes and no. */
export function parseBoolean(text: string): boolean {
  const value = { ...words, yes: true, no: false }[text.toLowerCase()];
  if (value === undefined) throw new SyntaxError(`"${text}" is neither true nor false`);
  return value;
}
