// The XML of API v2: what is written can be read, and what is not its plain form is not understood.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readXml, writeXml, xmlText } from '../../../src/gateways/wechat/v2-xml.ts'

const read = (text: string) => readXml(Buffer.from(text))

function fieldsOf(text: string): Record<string, string> | undefined {
  const fields = read(text)
  return fields && Object.fromEntries(fields)
}

describe('a document is read', () => {
  test.each([
    ['plain text', '<xml><a>1</a></xml>', { a: '1' }],
    ['CDATA', '<xml><a><![CDATA[<&>]]></a></xml>', { a: '<&>' }],
    ['CDATA in two parts', '<xml><a><![CDATA[x]]]]><![CDATA[>y]]></a></xml>', { a: 'x]]>y' }],
    ['CDATA on a line of its own', '<xml>\n<a>\n  <![CDATA[ x ]]>\n</a>\n</xml>', { a: ' x ' }],
    ['text on a line of its own', '<xml><a>\r\n\t9900\r\n</a></xml>', { a: '9900' }],
    ['references', '<xml><a>&lt;&amp;amp;&gt;&quot;&apos;</a></xml>', { a: '<&amp;>"\'' }],
    ['numbered references', '<xml><a>&#20013;&#x6587;&#x1F3AB;</a></xml>', { a: '中文🎫' }],
    [
      'references within CDATA, which are text',
      '<xml><a><![CDATA[&lt;]]></a></xml>',
      { a: '&lt;' },
    ],
    [
      'an empty field',
      '<xml><a></a><b/><c />\n<d><![CDATA[]]></d></xml>',
      { a: '', b: '', c: '', d: '' },
    ],
    ['no field', ' <xml></xml>\n', {}],
    ['numbers as the texts they are', '<xml><a>007</a><b>1e3</b></xml>', { a: '007', b: '1e3' }],
    ['blanks before the end of a tag', '<xml ><a >1</a\n></xml >', { a: '1' }],
    ['a byte order mark', '\ufeff<xml><a>1</a></xml>', { a: '1' }],
    ['its declaration', '<?xml version="1.0" encoding="UTF-8"?>\n<xml><a>1</a></xml>', { a: '1' }],
    [
      'a declaration that says it stands alone',
      "<?xml version = '1.0'  encoding='utf-8' standalone=\"yes\" ?><xml><a>1</a></xml>",
      { a: '1' },
    ],
    ['a declaration of the version alone', "<?xml version='1.1'?><xml><a>1</a></xml>", { a: '1' }],
    [
      'comments around the fields',
      '<!-- a --><xml><!--b--><a>1</a>\n<!-- <a>2</a> --><b>2</b><!----></xml><!-- c -->\n',
      { a: '1', b: '2' },
    ],
    [
      'attributes of the root, which say nothing',
      '<xml xmlns="urn:x" xml:lang = \'zh\'\n><a>1</a></xml>',
      { a: '1' },
    ],
    ['a mark of a comment within CDATA', '<xml><a><![CDATA[<!--]]></a></xml>', { a: '<!--' }],
    [
      'names of the language itself',
      '<xml><constructor>1</constructor></xml>',
      { constructor: '1' },
    ],
    ['an ideographic space, which is a letter here', '<xml><a>\u3000x</a></xml>', { a: '\u3000x' }],
  ])('%s', (_, text, fields) => {
    expect(fieldsOf(text)).toEqual(fields)
  })

  test('also under the root of a refund notice, where that is asked for', () => {
    const text = Buffer.from('<root><a>1</a></root>')
    expect(readXml(text, 'root')?.get('a')).toBe('1')
    expect(readXml(text)).toBeUndefined()
  })
})

describe('a document is not understood', () => {
  test.each([
    ['nothing', ''],
    ['another root', '<html><a>1</a></html>'],
    ['a DOCTYPE', '<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><a>&e;</a></xml>'],
    ['a DOCTYPE within', '<xml><!DOCTYPE a><a>1</a></xml>'],
    ['an entity nobody declared', '<xml><a>&e;</a></xml>'],
    ['a bare ampersand', '<xml><a>a & b</a></xml>'],
    ['an instruction', '<xml><?php x?><a>1</a></xml>'],
    ['a comment that is not closed', '<xml><!-- x <a>1</a></xml>'],
    ['a comment with two hyphens in it', '<xml><!-- x -- y --><a>1</a></xml>'],
    ['a comment before the declaration', '<!-- x --><?xml version="1.0"?><xml><a>1</a></xml>'],
    ['a DOCTYPE behind the declaration', '<?xml version="1.0"?><!DOCTYPE xml><xml><a>1</a></xml>'],
    ['a declaration without a version', '<?xml encoding="UTF-8"?><xml><a>1</a></xml>'],
    ['an attribute that is not closed', '<xml b="1><a>1</a></xml>'],
    ['a tag within an attribute', '<xml b="<a>"><a>1</a></xml>'],
    ['another encoding', '<?xml version="1.0" encoding="GBK"?><xml><a>1</a></xml>'],
    ['a comment in a value', '<xml><a>9<!-- x -->9</a></xml>'],
    ['an attribute', '<xml><a b="1">1</a></xml>'],
    ['an element within a field', '<xml><a><b>1</b></a></xml>'],
    ['a field that comes twice', '<xml><a>1</a><a>1</a></xml>'],
    ['a field that comes twice, empty', '<xml><a>1</a><a/></xml>'],
    ['text between the fields', '<xml><a>1</a>x<b>1</b></xml>'],
    ['another closing tag', '<xml><a>1</b></xml>'],
    ['a closing tag that only begins so', '<xml><a>1</ab></xml>'],
    ['a field that is not closed', '<xml><a>1</xml>'],
    ['CDATA that is not closed', '<xml><a><![CDATA[1</a></xml>'],
    ['a mark of CDATA in plain text', '<xml><a>1]]></a></xml>'],
    ['something after the end', '<xml><a>1</a></xml><xml></xml>'],
    ['no end', '<xml><a>1</a>'],
    ['a letter XML does not have', '<xml><a>\u0000</a></xml>'],
    ['a reference to a letter XML does not have', '<xml><a>&#0;</a></xml>'],
    ['a reference to half a letter', '<xml><a>&#xD83C;</a></xml>'],
    ['a reference beyond Unicode', '<xml><a>&#x110000;</a></xml>'],
    ['a namespace', '<x:xml><a>1</a></x:xml>'],
    ['JSON', '{"xml":{"a":1}}'],
    ['more than 64 KiB', `<xml><a>${'x'.repeat(65_536)}</a></xml>`],
  ])('%s', (_, text) => {
    expect(read(text)).toBeUndefined()
  })

  test('bytes that are not UTF-8', () => {
    expect(
      readXml(Buffer.from('<xml><a>\u4e2d</a></xml>', 'latin1').fill(0xff, 8, 9)),
    ).toBeUndefined()
  })

  test('and takes no longer for what is made to be slow', () => {
    const begun = performance.now()
    for (const filler of [
      ' ',
      '<',
      '&',
      '</a',
      ']]',
      '<![CDATA[',
      '\n<a',
      ' a="b"',
      '<!--',
      '<!---->',
    ])
      for (const start of ['<xml><a>', '<xml>', '<xml ', '<?xml version="1.0" '])
        read(`${start}${filler.repeat(30_000 / filler.length)}x`)
    expect(performance.now() - begun).toBeLessThan(500)
  })
})

const name = fc.stringMatching(/^[A-Za-z_][\w.-]{0,20}$/)
const letter = fc
  .oneof(
    fc.constantFrom(']]>', ']', '>', '<', '&', '\r', '\n', ' ', '\t', '\r\n'),
    fc.string({ unit: 'binary' }),
  )
  .filter((text) => /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(text))
const value = fc.array(letter, { maxLength: 12 }).map((parts) => parts.join(''))

test('whatever is written is read again', () => {
  fc.assert(
    fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (fields) => {
      const entries = Object.entries(fields)
      expect([...(read(writeXml(entries)) ?? [])]).toEqual(entries)
    }),
    { numRuns: 500 },
  )
})

test('whatever else arrives is no error', () => {
  const scraps = fc.constantFrom(
    '<xml>',
    '</xml>',
    '<a>',
    '</a>',
    '<a/>',
    '<![CDATA[',
    ']]>',
    '&#x',
    ';',
    '&amp;',
    '<?xml',
  )
  const garbage = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .array(fc.oneof(scraps, fc.string()), { maxLength: 12 })
      .map((parts) => Buffer.from(parts.join(''))),
  )
  fc.assert(
    fc.property(garbage, (bytes) => {
      const fields = readXml(bytes)
      expect(fields === undefined || fields instanceof Map).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

test('a text is made fit for XML', () => {
  const text = xmlText('a\0b\tc\ud83cd\uffff中🎫')
  expect(text).toBe('a b c d 中🎫')
  expect(fieldsOf(writeXml([['a', text]]))).toEqual({ a: text })
})
