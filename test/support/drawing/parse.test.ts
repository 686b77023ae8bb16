import { expect, test } from 'vitest';
import { generationsOf, parseDrawing } from './parse.ts';

const arrowsOf = (text: string): readonly string[] =>
  parseDrawing(text).arrows.map(({ from, to, relation }) => `${from} ${relation} ${to}`);

test('a chain says who owns whom', () => {
  expect(arrowsOf('Cluster/a > Machine/m > Secret/s')).toEqual(['Cluster/a owns Machine/m', 'Machine/m owns Secret/s']);
});

test('a comma gives an object several owners, or an owner several objects', () => {
  expect(arrowsOf('Cluster/a, Cluster/b > Secret/s, Secret/t')).toEqual([
    'Cluster/a owns Secret/s',
    'Cluster/a owns Secret/t',
    'Cluster/b owns Secret/s',
    'Cluster/b owns Secret/t',
  ]);
});

test('a tilde is a link without ownership, and a line may mix both', () => {
  expect(arrowsOf('Cluster/a ~ ClusterClass/c > DockerClusterTemplate/t')).toEqual([
    'Cluster/a means ClusterClass/c',
    'ClusterClass/c owns DockerClusterTemplate/t',
  ]);
});

test('the same words on two lines are one object, and comments are not read', () => {
  const { nodes } = parseDrawing(`
    Cluster/a > Machine/m   # the only machine
    # Cluster/a > Machine/n
    Machine/m > Secret/elsewhere/s
    Pool.example.test/p
  `);
  expect([...nodes.keys()]).toEqual(['Cluster/a', 'Machine/m', 'Secret/elsewhere/s', 'Pool.example.test/p']);
  expect(nodes.get('Secret/elsewhere/s')).toMatchObject({ namespace: 'elsewhere', name: 's' });
  expect(nodes.get('Pool.example.test/p')).toMatchObject({ kind: 'Pool', group: 'example.test', name: 'p' });
});

test('owners come in an earlier generation than what they own', () => {
  expect(generationsOf(parseDrawing('Cluster/a > Machine/m > Secret/s\nCluster/b > Secret/s'))).toEqual([
    ['Cluster/a', 'Cluster/b'],
    ['Machine/m'],
    ['Secret/s'],
  ]);
});

test.each([['Cluster'], ['Cluster/'], ['cluster/a'], ['Cluster/a >'], ['Cluster/a > > Machine/m'], ['A/b/c/d']])(
  '%s is not a drawing',
  (text) => {
    expect(() => parseDrawing(text)).toThrow();
  },
);

test('a circle cannot be created and is named', () => {
  expect(() => generationsOf(parseDrawing('Cluster/a > Machine/m > Cluster/a'))).toThrow(
    'circle: Cluster/a, Machine/m',
  );
});
