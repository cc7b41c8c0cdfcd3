import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attachmentDisposition, isDisposition, strictEncode } from './content-disposition.ts';

const savedAs = (header: string) => decodeURIComponent(header.split("filename*=UTF-8''")[1] ?? '');

describe('content disposition', () => {
  it('is one line of ASCII that the edge accepts, whatever the name holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 255 }), (name) => {
        const header = attachmentDisposition(name);
        expect(isDisposition(header)).toBe(true);
        expect(header).toMatch(/^attachment; filename="[^"\\%]+"; filename\*=UTF-8''[\w.~%-]+$/);
      }),
    );
  });

  it('keeps the name for browsers that read UTF-8, and a likeness for the others', () => {
    expect(attachmentDisposition('여름 1.jpg')).toBe(
      `attachment; filename="__ 1.jpg"; filename*=UTF-8''%EC%97%AC%EB%A6%84%201.jpg`,
    );
    expect(attachmentDisposition('a"b%41\\.png')).toBe(
      `attachment; filename="a_b_41_.png"; filename*=UTF-8''a%22b%2541%5C.png`,
    );
    for (const name of ['a"b.png', "it's (1)*.mov", '100% & more;=.gif', '🏖️ été.heic']) {
      expect(savedAs(attachmentDisposition(name))).toBe(name);
    }
  });

  it('keeps every character of a name, and none of them can end the line', () => {
    for (const name of [' x ', 'photo\u202egpj.exe', 'a\r\nSet-Cookie: x=y.png', 'e\u0301.png'])
      expect(savedAs(attachmentDisposition(name))).toBe(name);
    expect(attachmentDisposition('a\r\nb')).not.toMatch(/[\r\n]/);
    expect(savedAs(attachmentDisposition(''))).toBe('download');
  });

  it('knows what must not become a header', () => {
    const wrong = [
      '',
      'form-data; name="x"',
      'attachment; filename="a"\r\nX: y',
      'inlineX',
      'attachment; filename="한"',
    ];
    expect(wrong.map(isDisposition)).toEqual(wrong.map(() => false));
    expect(['inline', 'attachment', 'inline; filename="a.png"'].map(isDisposition)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('encodes so that nothing is left for another encoder', () => {
    expect(strictEncode("a b!'()*~-._")).toBe('a%20b%21%27%28%29%2A~-._');
  });
});
