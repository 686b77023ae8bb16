import { free, global, plain, strict, type Specimen } from './specimen.ts';

const numbers = `{
  "maxInt64":9223372036854775807,"minInt64":-9223372036854775808,"above2to53":9007199254740993,"below":-9007199254740993,
  "beyondInt64":123456789012345678901,"float":0.1,"long":0.12345678901234567890,"huge":1e300,"tiny":5e-324,
  "whole":1.0,"exponent":1e3,"negativeZero":-0,"negativeFloatZero":-0.0,"list":[9007199254740993,[1,[2]]]
}`;

const texts = `{
  "astral":"\\ud83d\\ude80 \\ud835\\udd4b","rightToLeft":"\\u202eevil\\u202c \\u05e9\\u05dc\\u05d5\\u05dd","combining":"e\\u0301 vs \\u00e9",
  "separators":"\\u2028\\u2029","markup":"<a href='x'>&amp;</a>","control":"\\u0001\\u001b[31m\\t","backslash":"\\\\ \\" \\/","empty":"",
  "number":"9007199254740993","microTime":"2026-01-02T03:04:05.000006Z","nanoTime":"2026-01-02T03:04:05.123456789+02:00",
  "notADate":"2026-02-30","yamlTraps":["no","0777","1_000","12:30","~","=","1e3"],"\\ud83d\\udd11":"an astral key","e\\u0301":1,"\\u00e9":2
}`;

const shapes = `{
  "null":null,"nested":{"null":null,"list":[null,{"null":null}]},"emptyObject":{},"emptyList":[],"listOfEmpty":[{},[],""],
  "false":false,"zero":0,"":"an empty key","a/b":1,"a~b":2,"a.b":3,"$ref":"#/x",
  "__proto__":{"polluted":true},"constructor":{"prototype":1},"toString":"x","hasOwnProperty":null,
  "embedded":{"apiVersion":"v1","kind":"Pod","metadata":{"creationTimestamp":null,"unknown":{"kept":9007199254740993}}}
}`;

const keeps = {
  numbers: ['9223372036854775807', '-9223372036854775808', '9007199254740993', '123456789012345680000', '5e-324'],
  texts: [
    '"\ud83d\ude80 \ud835\udd4b"',
    '"2026-01-02T03:04:05.000006Z"',
    '"\ud83d\udd11"',
    '"e\u0301":1',
    '"\u00e9":2',
  ],
  shapes: [
    '"__proto__":{"polluted":true}',
    '"hasOwnProperty":null',
    '"list":[null,{"null":null}]',
    '"unknown":{"kept":9007199254740993}',
  ],
};

const deep = `${'{"a":'.repeat(60)}9007199254740993${'}'.repeat(60)}`;

/** Values that JSON parsers, YAML writers and typed clients are known to spoil. */
export const valueSpecimens: readonly Specimen[] = [
  ...Object.entries({ numbers, texts, shapes }).map(([name, value]) => ({
    about: name,
    collection: free.collection,
    name,
    body: `${free.head},"spec":${value},"extra":${value}`,
    status: value,
    keeps: keeps[name as keyof typeof keeps],
  })),
  { about: 'depth', collection: free.collection, name: 'deep', body: `${free.head},"spec":${deep}`, status: deep },
  {
    about: 'a status that looks like conditions and is not',
    collection: free.collection,
    name: 'odd-status',
    body: `${free.head},"spec":{}`,
    status: `{"conditions":[null,1,"x",{"type":1},{"type":"Ready","lastTransitionTime":"2026-01-02T03:04:05.000006Z","severity":null}],"v1beta2":null,"deprecated":[],"observedGenerations":9007199254740993}`,
  },
  {
    about: 'status that is an empty object',
    collection: free.collection,
    name: 'empty-status',
    body: `${free.head},"spec":{"a":[]}`,
    status: '{}',
  },
  {
    about: 'integers of 64 bits in a schema, and a nullable field',
    collection: strict.collection,
    name: 'typed',
    body: `${strict.head},"spec":{"big":9223372036854775807,"nothing":null,"list":[9007199254740993,-1],"either":"5%"}`,
    status: `{"big":-9223372036854775808,"nothing":null,"list":[],"either":8080}`,
  },
  {
    about: 'status of a kind without the subresource',
    collection: plain.collection,
    name: 'plain',
    body: `${plain.head},"spec":${numbers},"status":${shapes}`,
  },
  {
    about: 'a cluster-scoped object',
    collection: global.collection,
    name: 'global',
    body: `${global.head},"spec":${texts}`,
    status: shapes,
  },
];
