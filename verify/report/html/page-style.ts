/** The look of the page, on a screen and on paper; it asks for nothing from outside. */
export const PAGE_STYLE = `
:root{--ink:#16232b;--soft:#54646e;--line:#d5dde2;--paper:#fff;--ground:#f3f6f8;--accent:#0b4f6c;
--good:#14663c;--good-ground:#e2f4e9;--bad:#9c1c1c;--bad-ground:#fbe6e6;--open:#7a4d00;--open-ground:#fdf1d8}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e7eef2;--soft:#a9b8c1;--line:#33434d;--paper:#1b262d;--ground:#121a1f;--accent:#7cc7e8;
--good:#8fe3b0;--good-ground:#173527;--bad:#ffb0b0;--bad-ground:#431d1d;--open:#ffd58a;--open-ground:#3c2f12}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:56rem;padding:1.5rem;color:var(--ink);background:var(--ground);
font:16px/1.5 system-ui,"Segoe UI","DejaVu Sans",sans-serif}
h1{font-size:1.4rem;margin:0 0 1rem}
h2{font-size:1.15rem;margin:0}
h3{font-size:.95rem;margin:1.2rem 0 .3rem;color:var(--accent)}
p{margin:.3rem 0 0}
.card{background:var(--paper);border:1px solid var(--line);border-radius:.7rem;padding:1.2rem;margin:0 0 1.2rem}
.verdict{border-radius:.5rem;padding:.8rem 1rem;margin:.6rem 0 .8rem;border-left:.4rem solid}
.verdict strong{font-size:1.35rem;letter-spacing:.02em}
.verdict code{margin-left:.6rem;opacity:.85}
.good{color:var(--good);background:var(--good-ground)}
.bad{color:var(--bad);background:var(--bad-ground)}
.open{color:var(--open);background:var(--open-ground)}
dl{display:grid;grid-template-columns:minmax(7rem,11rem) 1fr;gap:.25rem 1rem;margin:.4rem 0 0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
dd code{font-size:.85em}
details{margin:1.2rem 0 0;font-size:.9rem}
summary{cursor:pointer;color:var(--accent)}
footer{color:var(--soft);font-size:.85rem}
@media (max-width:36rem){dl{grid-template-columns:1fr}dt{margin-top:.3rem}}
@media print{body{background:none;max-width:none;padding:0;font-size:11pt}.card{border:0;padding:0}
details::details-content{content-visibility:visible;block-size:auto}.verdict{break-inside:avoid}}
`;

/** Base64 SHA-256 of the style: the one style that the page's own content policy lets in. */
export const PAGE_STYLE_SHA256 = 'UqtJ7wquQlgIP4URa2qX+8DpPCaBrtR1LuKudzAzLMs=';
