/// The look of the report: calm, light or dark as the reader's system is.
enum Stylesheet {
    static let text = """
        :root{color-scheme:light dark;--paper:#faf9f6;--card:#fff;--ink:#1c2230;--soft:#5a6274;
        --line:#e2dfd7;--accent:#34509a;--accent-soft:#e8ecf7;--warm:#a8511f;--good:#2c6e49;
        --c0:#34509a;--c1:#a8511f;--c2:#2c6e49;--c3:#7a3d82;--c4:#8a6d10;--c5:#1f7480;--c6:#a03458;
        --c7:#6b7280}
        @media(prefers-color-scheme:dark){:root{--paper:#12151c;--card:#1a1e28;--ink:#e6e8ee;
        --soft:#a2a9b8;--line:#2d3341;--accent:#9db4ff;--accent-soft:#242c44;--warm:#f0a877;
        --good:#86cfa3;--c0:#9db4ff;--c1:#f0a877;--c2:#86cfa3;--c3:#d3a1dc;--c4:#dcc36a;
        --c5:#7fcbd6;--c6:#f09bb4;--c7:#a2a9b8}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        @media(prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
        body{margin:0;background:var(--paper);color:var(--ink);
        font:16px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        .skip{position:absolute;left:-999px}
        .skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:2}
        header.top,main,footer{max-width:62rem;margin:0 auto;padding:0 1.25rem}
        header.top{padding-top:3.5rem;padding-bottom:1rem}
        .moon{display:block;margin-bottom:1.25rem}
        h1{font-size:clamp(1.8rem,5vw,2.7rem);line-height:1.15;margin:0 0 .6rem;font-weight:650;
        letter-spacing:-.02em;text-wrap:balance}
        h2{font-size:1.55rem;line-height:1.25;margin:0 0 .3rem;font-weight:650;
        letter-spacing:-.01em;overflow-wrap:anywhere}
        h3{font-size:1.12rem;margin:0 0 .35rem;font-weight:650}
        h4{font-size:.95rem;margin:1.2rem 0 .4rem;font-weight:600}
        p{margin:.4rem 0 .9rem;max-width:44rem}
        .lede{font-size:1.12rem;color:var(--soft);max-width:44rem}
        .lead,.note,figcaption,.small{color:var(--soft)}
        .small,figcaption{font-size:.86rem}
        a{color:var(--accent);text-underline-offset:.15em}
        a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--accent);
        outline-offset:2px;border-radius:4px}
        a.ref{font-size:.8em;text-decoration:none}
        nav ul{list-style:none;padding:0;margin:1rem 0 0;display:flex;flex-wrap:wrap;gap:.4rem .6rem}
        nav a{display:block;padding:.25rem .8rem;border:1px solid var(--line);border-radius:2rem;
        text-decoration:none;background:var(--card);font-size:.9rem}
        .input{margin:2.5rem 0 4rem;border-top:1px solid var(--line);padding-top:2rem}
        .kind{color:var(--accent);font-size:.82rem;font-weight:600;letter-spacing:.04em;
        text-transform:uppercase;margin:0 0 .2rem}
        .headlines{margin:1rem 0 1.5rem;padding:1.1rem 1.3rem;background:var(--accent-soft);
        border-radius:.8rem;list-style:none;max-width:none}
        .headlines li{padding:.25rem 0 .25rem 1.2rem;position:relative}
        .headlines li::before{content:"";position:absolute;left:0;top:.85em;width:.45rem;
        height:.45rem;border-radius:50%;background:var(--accent)}
        .section{background:var(--card);border:1px solid var(--line);border-radius:.9rem;
        padding:1.4rem 1.5rem;margin:1.1rem 0}
        .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.9rem 1.4rem;
        margin:1rem 0;padding:0}
        .facts div{margin:0}
        .facts dt{font-size:.84rem;color:var(--soft)}
        .facts dd{margin:0}
        .facts .value{font-size:1.65rem;font-weight:600;line-height:1.25;letter-spacing:-.01em;
        font-variant-numeric:tabular-nums;display:block}
        .facts .why{font-size:.82rem;color:var(--soft);line-height:1.4;display:block}
        .scroll{overflow-x:auto;margin:.6rem 0}
        table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
        caption{text-align:left;font-weight:600;padding:.3rem 0 .5rem}
        th,td{text-align:left;padding:.42rem .7rem .42rem 0;border-bottom:1px solid var(--line);
        vertical-align:top}
        thead th{font-weight:600;color:var(--soft);font-size:.82rem;white-space:nowrap}
        tbody th{font-weight:500}
        td.n,th.n{text-align:right}
        .verdict{white-space:nowrap;font-weight:600}
        .found{color:var(--warm)}.chance{color:var(--good)}
        figure{margin:1.1rem 0}
        figure svg{display:block;width:100%;height:auto}
        svg text{fill:var(--soft);font-size:11px;font-family:inherit}
        .cell{fill:var(--accent)}.empty{fill:var(--line)}
        .quiet{fill:none;stroke:var(--warm);stroke-width:1.5;stroke-dasharray:4 3}
        .edge{stroke:var(--soft);fill:none}
        .track{fill:var(--line)}.bar{fill:var(--accent)}.tick{stroke:var(--warm);stroke-width:1.5}
        .dot-other{fill:var(--soft)}.dot-home{fill:var(--accent)}.dot-work{fill:var(--warm)}
        .frame{fill:none;stroke:var(--line)}
        .g0{fill:var(--c0)}.g1{fill:var(--c1)}.g2{fill:var(--c2)}.g3{fill:var(--c3)}
        .g4{fill:var(--c4)}.g5{fill:var(--c5)}.g6{fill:var(--c6)}.g7{fill:var(--c7)}
        details{margin:.7rem 0;border-top:1px solid var(--line);padding-top:.5rem}
        summary{cursor:pointer;font-weight:600;font-size:.92rem;color:var(--accent)}
        .legend{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;padding:0;margin:.4rem 0;
        font-size:.84rem;color:var(--soft)}
        .legend svg{display:inline-block;width:.8rem;height:.8rem;margin-right:.35rem;vertical-align:-.05rem}
        .hold td{min-width:9rem}
        .mark{display:inline-block;font-weight:650;margin-right:.35rem}
        .mark.held{color:var(--warm)}.mark.partly{color:var(--c4)}.mark.none{color:var(--good)}
        .hold tbody th,.hold thead th:first-child{position:sticky;left:0;background:var(--paper)}
        .hold .moonless{background:var(--accent-soft)}
        .hold td,.hold th{padding-left:.7rem}
        footer{padding-top:1.5rem;padding-bottom:3rem;border-top:1px solid var(--line);font-size:.88rem;
        color:var(--soft)}
        footer li{margin:.3rem 0;overflow-wrap:anywhere}
        li:target{background:var(--accent-soft);color:var(--ink)}
        @media(max-width:40rem){.section{padding:1.1rem 1rem;border-radius:.7rem}
        header.top{padding-top:2rem}.facts{grid-template-columns:1fr 1fr}
        .facts .value{font-size:1.35rem}svg text{font-size:15px}}
        @media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
        @media print{.section{break-inside:avoid}details>*{display:block}}
        """
}
