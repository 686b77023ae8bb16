import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelIn } from '../../testing/page.ts';
import { pageObjects, pageOf } from '../../testing/page-objects.ts';
import type { PageModel } from '../model/page.ts';
import { fates } from '../model/scales.ts';
import { pageSvg } from '../svg/svg.ts';
import { embeddedJson, escapeText } from './markup.ts';
import { pageHtml } from './page-html.ts';
import { palette } from './palette.ts';

const model = pageOf(pageObjects('Cluster/a > Machine/m'), { scales: [fates] });

function named(text: string): PageModel {
  return { ...model, title: text, objects: model.objects.map((object) => ({ ...object, name: text, kind: text })) };
}

describe('a page', () => {
  it('is one file that allows its own script and style, and no request', () => {
    const page = pageHtml(model);
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const hash = (element: 'script' | 'style'): string => {
      const [, text = ''] = new RegExp(`<${element}>([^]*?)</${element}>`).exec(page) ?? [];
      return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    };
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash('script')}`,
      `style-src ${hash('style')}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
    expect(page).not.toMatch(/url\(|@import/);
  });

  it('is the same for the same model', () => {
    expect(pageHtml(model)).toBe(pageHtml(model));
  });

  it('holds the model as it is, and no text of it can leave its place', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), hostile), (text) => {
        const page = pageHtml(named(text));
        // A lone half of a surrogate pair is written as an escape, so that it comes back, too.
        expect(modelIn(page)).toEqual(named(text));
        expect(page.match(/<\/?script/gi)).toHaveLength(4);
        expect(page.match(/<!--|<img|<svg/gi)).toBeNull();
        expect(page.match(/<\/title/gi)).toHaveLength(1);
      }),
      { numRuns: 50 },
    );
  });
});

const hostile = fc
  .array(
    fc.constantFrom('<', '/', 'script', '>', '!--', '-->', '"', "'", '&', ']]>', 'img onerror=', '\u2028', '</title>'),
  )
  .map((parts) => parts.join(''));

describe('a picture', () => {
  it('says what it shows, for whoever cannot see it', () => {
    const picture = pageSvg(model);
    expect(picture).toContain('<title id="title">Plan of namespace fleet</title>');
    expect(picture).toContain('<desc id="desc">What a move does with each object: 2 objects in 1 groups');
    expect(picture).toContain('<title>Machine m: moves</title>');
    expect(picture).toContain('prefers-color-scheme:dark');
  });

  it('has a legend with the fates that occur', () => {
    const picture = pageSvg(model);
    expect(picture).toContain('>moves (2)</text>');
    expect(picture).not.toContain('>stays');
  });

  it('has no element that comes from a name', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const elements = (picture: string): readonly string[] =>
          [...picture.matchAll(/<([a-z]+)/g)].map(([, element]) => element ?? '');
        expect(elements(pageSvg(named(text)))).toEqual(elements(pageSvg(model)));
      }),
    );
  });
});

describe('texts', () => {
  it('in markup mean themselves', () => {
    expect(escapeText(`<a b="c" d='e'>&`)).toBe('&#60;a b=&#34;c&#34; d=&#39;e&#39;&#62;&#38;');
    expect(escapeText('a\u0000b\u001bc\u202ed\ud800e\n\tf')).toBe('a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\n\tf');
  });

  it('in JSON stay the same value', () => {
    const text = '</script><!--';
    expect(embeddedJson(text)).not.toContain('<');
    expect(JSON.parse(embeddedJson(text))).toBe(text);
  });
});

describe('colours', () => {
  it('are what they should be in both schemes', () => {
    for (const { light, dark } of Object.values(palette)) {
      expect(light).toMatch(/^#[0-9a-f]{6}$/);
      expect(dark).toMatch(/^#[0-9a-f]{6}$/);
    }
  });
});
