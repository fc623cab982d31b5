/// The findings as one self-contained page: no script, nothing fetched.
package struct HTMLReport {
    private let findings: Findings
    /// When and by what the report was made, in one line.
    private let imprint: String

    package init(_ findings: Findings, imprint: String = "") {
        self.findings = findings
        self.imprint = imprint
    }

    package var text: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
        <meta name="referrer" content="no-referrer">
        <title>What metadata reveal</title>
        <style>\(Stylesheet.text)</style>
        </head>
        <body>
        <a class="skip" href="#content">Skip to the findings</a>
        \(head)
        <main id="content">
        \(findings.inputs.enumerated().map { input($0.element, number: $0.offset + 1) }.joined())
        \(HoldingsHTML.text)
        </main>
        \(foot)
        </body>
        </html>

        """
    }

    private var head: String {
        let links = findings.inputs.enumerated().map { index, input in
            "<li><a href=\"#input-\(index + 1)\">\(HTML.escaped(input.report.fileName))</a></li>"
        }
        return """
            <header class="top">
            <svg class="moon" width="44" height="44" viewBox="0 0 44 44" aria-hidden="true">
            <circle cx="22" cy="22" r="20" fill="none" stroke="var(--accent)" stroke-width="1.5"/>
            <path d="M22 2a20 20 0 0 1 0 40a24 24 0 0 0 0 -40" fill="var(--accent)" opacity=".28"/>
            </svg>
            <h1>What metadata reveal</h1>
            <p class="lede">No word of any message was used for this page. Everything below follows from
            who was served, when, how often and where: the data about the data.</p>
            <nav aria-label="Contents"><ul>\(links.joined())
            <li><a href="#holdings">Who holds what</a></li><li><a href="#method">Method</a></li></ul></nav>
            </header>
            """
    }

    private func input(_ input: InputFindings, number: Int) -> String {
        let report = input.report
        let headlines = input.headlines.map { "<li>\(HTML.prose($0))</li>" }.joined()
        return """
            <section class="input" id="input-\(number)" aria-labelledby="title-\(number)">
            <p class="kind">\(HTML.escaped(report.kind.title))</p>
            <h2 id="title-\(number)">\(HTML.escaped(report.fileName))</h2>
            \(headlines.isEmpty ? "" : "<ul class=\"headlines\">\(headlines)</ul>")
            \(understanding(report))
            \(input.sections.map(section).joined())
            </section>
            """
    }

    private func understanding(_ report: InputReport) -> String {
        let rejected = report.rejections.map { rejection in
            "<li>\(HTML.grouped(rejection.count)) × \(HTML.escaped(rejection.reason)), "
                + "first in line \(HTML.grouped(rejection.firstLine))</li>"
        }
        let notes = report.notes.map { "<li>\(HTML.escaped($0))</li>" }
        let left =
            rejected.isEmpty
            ? "Nothing was left out." : "Left out: \(HTML.grouped(report.rejectedCount))."
        return """
            <details\(rejected.isEmpty ? "" : " open")><summary>What was read:
            \(HTML.grouped(report.rowCount)) rows. \(left)</summary>
            <p class="small">Understood as: \(HTML.escaped(report.understanding)).</p>
            <ul class="small">\(rejected.joined())\(notes.joined())</ul></details>
            """
    }

    private func section(_ section: Section) -> String {
        let lead = paragraph("lead", HTML.prose(section.lead))
        let leftOut = paragraph(
            "note",
            section.leftOut.isEmpty
                ? "" : "<strong>Left out.</strong> \(HTML.prose(section.leftOut))")
        return """
            <section class="section"><h3>\(HTML.escaped(section.title))</h3>
            \(lead)\(leftOut)
            \(section.blocks.map(BlockHTML.text).joined())
            </section>
            """
    }

    private func paragraph(_ style: String, _ text: String) -> String {
        text.isEmpty ? "" : "<p class=\"\(style)\">\(text)</p>"
    }

    private var foot: String {
        let sources = Sources.all.enumerated().map { index, source in
            "<li id=\"source-\(index + 1)\">\(HTML.escaped(source.text))</li>"
        }
        return """
            <footer id="method">
            <h2>Method</h2>
            <p><strong>AUC</strong>: the probability that a pair of partners scores above another
            pair, ties counting a half; 0.5 is chance. <strong>P@1, P@10</strong>: the expected share
            of partners among the first one or ten of each person's ranking, ties shared evenly; the
            base rate is chance. <strong>Matched</strong>: AUC against people as active as the
            partner, which tells <em>with whom</em> from <em>how much</em>. <strong>p</strong>: from
            random renamings of the people in the truth, two-sided, after Holm's correction over the
            attacks of a table \(HTML.prose("[Holm1979]")); the learned attack is scored only on
            pairs that it was not trained on. A table is <em>at chance</em> when no attack stays below
            \(HTML.fixed(Holm.level, 2)).</p>
            <h2>Sources</h2><ol>\(sources.joined())</ol>
            <p>\(HTML.escaped(imprint))</p>
            </footer>
            """
    }
}
