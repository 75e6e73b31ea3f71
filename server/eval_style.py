"""The style sheet of the evaluation's page."""

STYLE = """
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--ours:#1a56b0;--other:#c05a00;
--ideal:#7a7a7a;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--ours:#8ab4f8;--other:#ffb26b;--ideal:#9a9a9a;
--bad:#ff8a80}}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:76rem;padding:1.5rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem}
h3{font-size:1rem;margin:.25rem 0 .5rem;overflow-wrap:anywhere}
.meta,.soft{color:GrayText;font-size:.9rem}p.meta{margin:.25rem 0 1rem}
.metrics{display:grid;gap:1rem 2.5rem;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));
align-items:start}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;font-weight:600;padding:.5rem 0 .25rem}
th,td{border-bottom:1px solid var(--line);padding:.2rem .5rem .2rem 0;text-align:left;
vertical-align:top;overflow-wrap:anywhere}
th{font-weight:500}thead th{font-weight:600;vertical-align:bottom}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.wide{overflow-x:auto}.wide th:first-child{min-width:7rem}
.wide thead th:not(:first-child){text-align:right}
.wide tbody+tbody::before{content:"";display:block;height:.75rem}
.charts{display:grid;gap:1.5rem;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));
margin-top:2rem}
figure{margin:0}figcaption{font-weight:600;margin-bottom:.25rem}
svg{width:100%;height:auto;font:13px system-ui,sans-serif}
svg text{fill:CanvasText}.grid{stroke:var(--line)}.line{fill:none;stroke-width:2}
polyline.ours{stroke:var(--ours)}polyline.bins{stroke:var(--ours);stroke-width:1;
stroke-opacity:.5}polyline.other{stroke:var(--other);stroke-dasharray:6 3}
polyline.ideal{stroke:var(--ideal);stroke-dasharray:2 3}
circle.mark{fill:none;stroke:var(--bad);stroke-width:2.5}
circle.bin{fill:var(--ours);fill-opacity:.35;stroke:var(--ours)}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.25rem 0;padding:0;
font-size:.85rem}
.legend li::before{content:"";display:inline-block;width:1.4rem;margin-right:.4rem;
border-top:2px solid;vertical-align:middle}
.legend .ours::before{border-color:var(--ours)}
.legend .other::before{border-color:var(--other);border-top-style:dashed}
.legend .ideal::before{border-color:var(--ideal);border-top-style:dotted}
.legend .mark::before{width:.6rem;height:.6rem;border:2.5px solid var(--bad);border-radius:50%}
article{border:1px solid var(--line);border-radius:.5rem;margin:1rem 0;padding:.75rem 1rem}
article th{width:7rem;color:GrayText}
.kinds{margin:0;display:flex;gap:.5rem;flex-wrap:wrap;align-items:baseline}
.kinds b{color:var(--bad);font-size:.85rem}
.turn{margin:.25rem 0 0;color:GrayText;overflow-wrap:anywhere}.turn::before{content:"earlier: "}
blockquote{margin:0;padding:.25rem .5rem;background:var(--soft);white-space:pre-wrap}
@media print{article{break-inside:avoid}}
"""
