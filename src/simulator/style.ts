// The one style sheet of the simulator's pages: Alipay's blue so that nobody takes them for the shop's,
// one column on a phone, light and dark.

export const styleSheet = `
:root {
  color-scheme: light dark;
  --ink: #14181f; --second: #5b6470; --line: #e6e9ee; --ground: #f5f6f8; --card: #fff;
  --accent: #1677ff; --button: #0958d9; --tint: #e8f1ff;
  --good: #1a7f37; --warn: #8a5a00; --warn-ground: #fff6e5; --bad: #c0262d; --bad-ground: #fdeeee;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #eef1f5; --second: #a7b0bc; --line: #313843; --ground: #12151a; --card: #1b2027;
    --accent: #5b9dff; --button: #1660d6; --tint: #16294a;
    --good: #57c274; --warn: #f0c36a; --warn-ground: #33290f; --bad: #ff8a8f; --bad-ground: #3a1c1f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.6 system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
}
a { color: inherit; }
h1 { margin: 0; font-size: 24px; line-height: 1.35; }
h2 { margin: 0 0 12px; font-size: 16px; }
.lead { margin: 4px 0 16px; color: var(--second); font-size: 14px; }
.wide h1 { margin-bottom: 16px; }
.top { background: var(--card); border-top: 4px solid var(--accent); border-bottom: 1px solid var(--line); }
.top div, main { width: 100%; max-width: 560px; margin: 0 auto; padding: 12px 16px; }
.top div { display: flex; align-items: baseline; gap: 12px; flex-wrap: wrap; }
.brand { font-weight: 700; }
.top a { margin-left: auto; font-size: 14px; padding: 4px 0; }
.note { margin: 0 0 16px; padding: 8px 16px; border-radius: 12px; font-size: 14px;
  background: var(--warn-ground); color: var(--warn); }
main { padding: 24px 16px 48px; }
.wide main, .wide .top div { max-width: 1120px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 24px; margin-bottom: 16px; }
.amount { margin: 4px 0 16px; font-size: 44px; font-weight: 700; line-height: 1.2; font-variant-numeric: tabular-nums; }
.amount small { font-size: 24px; margin-right: 4px; }
.label, dt { color: var(--second); font-size: 14px; }
.label { margin: 0; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; margin: 0; padding-top: 16px; border-top: 1px solid var(--line); }
dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
.mono { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 14px; }
fieldset { margin: 0 0 16px; padding: 0; border: 0; min-width: 0; }
legend { padding: 0; margin-bottom: 12px; font-weight: 600; }
.choice { display: flex; align-items: center; gap: 12px; min-height: 52px; padding: 8px 16px; margin-bottom: 8px;
  border: 1px solid var(--line); border-radius: 12px; cursor: pointer; transition: border-color 150ms ease-out; }
.choice:has(input:checked) { border-color: var(--accent); background: var(--tint); }
.choice input { width: 20px; height: 20px; margin: 0; accent-color: var(--accent); }
.choice span:last-child { margin-left: auto; color: var(--second); font-size: 14px; }
button, .button { display: inline-flex; align-items: center; justify-content: center; min-height: 52px; width: 100%;
  margin-top: 8px; padding: 8px 24px; border: 1px solid var(--line); border-radius: 12px; background: var(--card);
  color: var(--ink); font: inherit; text-decoration: none; cursor: pointer; }
.first { background: var(--button); border-color: var(--button); color: #fff; font-weight: 600; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.state { margin-bottom: 16px; padding: 12px 16px; border-radius: 12px; background: var(--tint); }
.state p, .state h2 { margin: 0; }
.bad { background: var(--bad-ground); color: var(--bad); }
.good { color: var(--good); }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { padding: 8px 12px 8px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; white-space: nowrap; }
th { color: var(--second); font-weight: 400; }
.wide button { width: auto; min-height: 48px; margin: 4px 4px 4px 0; padding: 4px 16px; }
.row { display: flex; flex-wrap: wrap; align-items: end; gap: 12px; margin-bottom: 12px; }
.row label { display: grid; gap: 4px; font-size: 14px; }
.row input, .row select { min-height: 48px; padding: 4px 12px; border: 1px solid var(--line); border-radius: 12px;
  background: var(--card); color: var(--ink); font: inherit; }
td form { display: inline; }
.row button { margin: 0; }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
`
