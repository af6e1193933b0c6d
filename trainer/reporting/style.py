"""How a report and a contact sheet look: light or dark as their reader prefers, and black on white on paper."""

_COMMON = """
:root { color-scheme: light dark; --ink: #1d1f23; --soft: #5d636d; --paper: #fff; --card: #f4f5f7; --line: #d9dce1;
  --bar: #4a78c2; --other: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #a2a8b3; --paper: #16181b; --card: #212429;
  --line: #363b43; --bar: #7ba3e6; --other: #ff8a80; } }
@media print { :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --card: #fff; --line: #bbb;
  --bar: #555; --other: #000; } }
* { box-sizing: border-box; }
body { margin: 2rem auto; padding: 0 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .25rem; break-after: avoid; }
p { margin: .25rem 0 .5rem; max-width: 50rem; unicode-bidi: isolate; }
figure { margin: 0; break-inside: avoid; min-width: 0; }
figure img { display: block; max-width: 100%; border-radius: 2px; }
figcaption { color: var(--soft); font-size: .75rem; line-height: 1.3; margin-top: .25rem; }
figcaption bdi { display: block; color: var(--ink); }
.none { display: grid; place-items: center; aspect-ratio: 4 / 3; border: 1px dashed var(--line); padding: .5rem;
  color: var(--soft); font-size: .75rem; text-align: center; }
.soft, .more, footer { color: var(--soft); font-size: .85rem; }
.other { color: var(--other); }
footer { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .5rem; }
"""

REPORT = f"""{_COMMON}
body {{ max-width: 68rem; }}
table {{ border-collapse: collapse; font-size: .9rem; margin: 1rem 0; width: 100%; max-width: 48rem; }}
th, td {{ font-weight: normal; padding: .2rem .75rem .2rem 0; text-align: left; }}
thead th {{ color: var(--soft); border-bottom: 1px solid var(--line); }}
.number {{ text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }}
.track {{ width: 40%; }}
.bar {{ display: block; height: .7rem; background: var(--bar); border-radius: 2px; print-color-adjust: exact;
  -webkit-print-color-adjust: exact; }}
a {{ color: inherit; }}
.histogram {{ display: flex; align-items: flex-end; gap: 2px; height: 2.5rem; width: 12rem; margin: .5rem 0 0;
  border-bottom: 1px solid var(--line); }}
.histogram span {{ flex: 1; min-height: 1px; background: var(--bar); print-color-adjust: exact;
  -webkit-print-color-adjust: exact; }}
.scale {{ display: flex; justify-content: space-between; width: 12rem; color: var(--soft); font-size: .7rem; }}
.grid {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .9rem; margin: .75rem 0; }}
@media print {{ body {{ margin: 0; max-width: none; font-size: .8rem; }}
  .grid {{ grid-template-columns: repeat(6, 1fr); }} section + section {{ break-before: page; }} }}
"""

SHEET = f"""{_COMMON}
@page {{ margin: 12mm; }}
body {{ max-width: 80rem; }}
.grid {{ display: grid; gap: .75rem; margin: .5rem 0; }}
figure img {{ margin: auto; max-height: 14rem; }}
figure {{ display: flex; flex-direction: column; justify-content: flex-end; }}
figcaption {{ text-align: center; }}
@media print {{ body {{ margin: 0; padding: 0; max-width: none; font-size: .7rem; }} figure img {{ max-height: 45mm; }}
  h2 {{ margin-top: 1rem; }} }}
"""
