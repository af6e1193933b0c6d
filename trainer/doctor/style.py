"""How the health report's page looks: light or dark as its reader prefers, and black on white on paper."""

STYLE = """
:root { color-scheme: light dark; --ink: #1d1f23; --soft: #5d636d; --paper: #fff; --card: #f4f5f7; --line: #d9dce1;
  --bar: #4a78c2; --bad: #b3261e; --warning: #8a5a00; --note: #4f5661; --good: #1d7a3d; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #a2a8b3; --paper: #16181b; --card: #212429;
  --line: #363b43; --bar: #7ba3e6; --bad: #ff8a80; --warning: #f0b75a; --note: #b3bac5; --good: #6fce8d; } }
body { margin: 2rem auto; max-width: 64rem; padding: 0 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: .25rem 0 .5rem; max-width: 50rem; unicode-bidi: isolate; }
.marks { display: flex; flex-wrap: wrap; gap: 1.5rem; list-style: none; margin: .5rem 0; padding: 0; }
.mark { display: inline-block; width: 1.25em; font-weight: bold; }
.bad h2, .bad .mark, .bad h3 { color: var(--bad); } .warning h2, .warning .mark { color: var(--warning); }
.note h2, .note .mark { color: var(--note); } .good h2, .good .mark { color: var(--good); }
article { background: var(--card); border-left: 4px solid var(--line); border-radius: 4px; margin: .75rem 0;
  padding: .75rem 1rem; }
.bad article { border-color: var(--bad); } .warning article { border-color: var(--warning); }
.good article { border-color: var(--good); padding: .35rem 1rem; }
.good article p { color: var(--soft); margin: 0; }
.grid { display: flex; flex-wrap: wrap; gap: .75rem; margin: .5rem 0; align-items: flex-start; }
.groups .grid { border-top: 1px solid var(--line); padding-top: .75rem; }
figure { margin: 0; width: 150px; break-inside: avoid; }
figure img { display: block; max-width: 150px; border-radius: 2px; }
figcaption { color: var(--soft); font-size: .75rem; line-height: 1.3; margin-top: .25rem; }
figcaption bdi { display: block; color: var(--ink); }
.none { display: grid; place-items: center; width: 150px; height: 110px; border: 1px dashed var(--line);
  color: var(--soft); font-size: .75rem; text-align: center; }
.more, footer { color: var(--soft); font-size: .85rem; }
.files { columns: 2 20rem; font-size: .8rem; margin: .5rem 0; padding-left: 1rem; color: var(--soft); }
.files li { break-inside: avoid; }
.files bdi { color: var(--ink); }
.bars { border-collapse: collapse; font-size: .85rem; margin: .5rem 0; width: 100%; max-width: 44rem; }
.bars th { font-weight: normal; padding: .1rem .75rem .1rem 0; text-align: left; }
.bars .track { width: 45%; }
.bars .bar { display: block; height: .7rem; background: var(--bar); border-radius: 2px; print-color-adjust: exact; }
.bars .number { padding-left: .75rem; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
footer { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .5rem; }
@media print { :root { --ink: #000; --soft: #444; --paper: #fff; --card: #fff; --line: #bbb; --bar: #555;
  --bad: #000; --warning: #000; --note: #000; --good: #000; } body { margin: 0; max-width: none; font-size: .8rem; }
  figure, figure img { max-width: 110px; width: auto; } article { break-inside: avoid-page; } h2, h3 { break-after: avoid; } }
"""
