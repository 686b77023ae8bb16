/**
 * How surely a text speaks of a namespace. `is`: it is its name, or begins with it as `name/…`. `inside`: somewhere in
 * it there is a form that names a namespace: the address of a Service, a service account, a path of the API, an option.
 */
export type Mention = 'is' | 'inside';

export type FindMention = (text: string) => Mention | undefined;

/** Looks for mentions of one namespace. */
export function mentionsOf(namespace: string): FindMention {
  const inside = insideForms(namespace);
  return (text) => {
    if (text === namespace || text.startsWith(`${namespace}/`)) return 'is';
    return text.includes(namespace) && inside.test(text) ? 'inside' : undefined;
  };
}

/** The same, but only what can be meant of the management cluster, in data that machines and workload clusters read. */
export function managementMentionsOf(namespace: string): (text: string) => boolean {
  const forms = new RegExp(management(namespace).join('|'), 'u');
  return (text) => text.includes(namespace) && forms.test(text);
}

/** Names of namespaces are letters, digits and hyphens; where the next character is none of these the name ends. */
const end = '(?![-a-z0-9])';

function management(namespace: string): readonly string[] {
  return [
    `\\.${namespace}\\.svc${end}`,
    `system:serviceaccounts?:${namespace}${end}`,
    `\\bnamespaces/${namespace}${end}`,
  ];
}

function insideForms(namespace: string): RegExp {
  return new RegExp(
    [
      ...management(namespace),
      `namespace["']?\\s*[:=]\\s*["']?${namespace}${end}`,
      `(?:^|\\s)(?:-n|--namespace)[= ]${namespace}${end}`,
      `:(?://)?${namespace}/`,
    ].join('|'),
    'u',
  );
}
