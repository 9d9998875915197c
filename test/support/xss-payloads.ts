// Two hundred and more texts that would run as a program wherever a page took them for markup: every common way to
// start one, behind every common way to leave the place a text stands in. Each calls `xss()`, which a spec defines.

/** What starts a program once it is markup. */
const starters = [
  '<script>xss()</script>',
  '<svg onload=xss()>',
  '<svg/onload=xss()>',
  '<img src onerror=xss()>',
  '<img src=x oNeRrOr=xss()>',
  '<body onload=xss()>',
  '<iframe onload=xss()>',
  '<iframe src=javascript:xss()>',
  '<embed src=javascript:xss()>',
  '<object data=javascript:xss()>',
  '<details open ontoggle=xss()>',
  '<input autofocus onfocus=xss()>',
  '<video><source onerror=xss()>',
  '<audio src onerror=xss()>',
  '<style onload=xss()></style>',
  '<svg><script>xss()</script>',
  '<p style=animation:x onanimationstart=xss()>',
  '<a href=javascript:xss()>x</a>',
  '<form action=javascript:xss()><button>x',
  '<base href=javascript:xss()>',
] as const

/** What leaves a text, an attribute, a comment, or an element that holds only text. */
const leavers = [
  '',
  '">',
  "'>",
  '-->',
  '</title>',
  '</script>',
  '</textarea>',
  '</style>',
  '</option>',
  ']]>',
] as const

/** What needs no angle bracket, or wears another face until somebody unwraps it. */
const others = [
  '" autofocus onfocus=xss() x="',
  "' autofocus onfocus=xss() x='",
  ' autofocus onfocus=xss() x=',
  '` onmouseover=xss() x=`',
  'javascript:xss()',
  'JaVaScRiPt:xss()',
  'data:text/html,<script>xss()</script>',
  '";xss();"',
  "';xss();'",
  '\\";xss();//',
  "'-xss()-'",
  '\u2028xss()',
  '</script><script>xss()//',
  '<!--<script>xss()//-->',
  `\${xss()}`,
  '{{xss()}}',
  "{{$emit.constructor('xss()')()}}",
  "{{_c.constructor('xss()')()}}",
  '<div v-html="xss()">',
  '<p @click=xss() v-on:focus=xss()>',
  '[x](javascript:xss())',
  '![x](x"onerror="xss())',
  '[x]: javascript:xss()',
  '&lt;script&gt;xss()&lt;/script&gt;',
  '%3Cscript%3Exss()%3C/script%3E',
  '\\u003cscript\\u003exss()\\u003c/script\\u003e',
  '\\x3csvg onload=xss()\\x3e',
  '\uff1cscript\uff1exss()\uff1c/script\uff1e',
  '+ADw-script+AD4-xss()+ADw-/script+AD4-',
  '<scr<script>ipt>xss()</scr</script>ipt>',
  '<<script>xss()//<</script>',
  '<svg><a xlink:href=javascript:xss()>x',
  '<math><mi xlink:href=javascript:xss()>x',
  '<noscript><p title="</noscript><svg onload=xss()>',
  '<template><script>xss()</script></template>',
  '<link rel=import href=javascript:xss()>',
] as const

const combined = leavers.flatMap((leaver) => starters.map((starter) => leaver + starter))

/** All of them that fit where at most `lengthMax` characters are taken. */
export function xssPayloads(lengthMax: number): readonly string[] {
  return [...combined, ...others].filter((text) => Array.from(text).length <= lengthMax)
}
