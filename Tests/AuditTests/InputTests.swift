import Audit
import Testing

@Suite("Recognising and reading inputs")
struct InputTests {
    private func read(_ text: String, kind: InputKind? = nil) throws -> (AuditInput, InputReport) {
        try TestData.withFile(text) { try InputReader(kind: kind).read(path: $0) }
    }

    static let kinds: [(String, InputKind)] = [
        ("time,from,to\n1700000000,a,b\n", .messages),
        ("to;from;time\nb;a;2023-11-14T22:13:20Z\n", .messages),
        (
            "time,from,to,bytes,latitude,longitude,address\n1700000000,a,b,120,40.7,-74,10.0.0.1\n",
            .messages
        ),
        ("{\"time\":1700000000,\"from\":\"a\",\"to\":\"b\"}\n", .messages),
        ("1 2 1082040961\n3 4 1082155839\n", .messages),
        ("timestamp,sender,recipient\n18,370,512\n", .messages),
        ("time,to\n1700000000,b\n", .sealed),
        ("{\"to\":\"b\",\"time\":\"2023-11-14T22:13:20Z\"}\n", .sealed),
        ("time,user,latitude,longitude\n1700000000,a,40.7,-74\n", .checkIns),
        ("0\t2010-10-12T00:21:28Z\t40.64\t-73.78\t23261\n", .checkIns),
        ("user_a,user_b\n1,2\n", .contacts),
        ("29.01.18, 23:33 - Ada: hello\n", .whatsapp),
        (
            "{\"roundMicroseconds\":1000000}\n{\"server\":\"leader\",\"microseconds\":5,\"kind\":\"frame\",\"slot\":1,\"bytes\":10,\"direction\":\"in\"}\n",
            .recording
        ),
    ]

    @Test("Each kind is recognised", arguments: kinds)
    func recognised(_ text: String, _ kind: InputKind) throws {
        #expect(try read(text).1.kind == kind)
    }

    @Test("Mixed times are each read by their form, and said")
    func mixedTimes() throws {
        let (input, report) = try read(
            "time,from,to\n1700000000,a,b\n2023-11-14T22:13:21Z,b,a\n2023-11-14 23:13:22+01:00,a,b\n"
        )
        guard case .messages(let log) = input else { throw TestData.Unexpected(name: "log") }
        #expect(log.times == [1_700_000_000_000, 1_700_000_001_000, 1_700_000_002_000])
        #expect(report.notes.contains { $0.contains("mixed") })
        #expect(report.notes.contains { $0.contains("first in line 3") })
    }

    @Test("Rows out of order are sorted, and said")
    func outOfOrder() throws {
        let (input, report) = try read("time,from,to\n1700000009,a,b\n1700000001,c,d\n")
        guard case .messages(let log) = input else { throw TestData.Unexpected(name: "log") }
        #expect(log.times == [1_700_000_001_000, 1_700_000_009_000])
        #expect(log.users[log.from[0]] == "c")
        #expect(report.notes.contains("1 row was earlier than the row before it: sorted, line 3."))
    }

    @Test("Rows to oneself and rows out of order are said with the first line")
    func notices() throws {
        let (_, report) = try read(
            "time,from,to\n5,a,b\n9,a,a\n7,b,a\n8,c,c\n6,c,a\n")
        #expect(
            report.notes.contains(
                "2 rows were earlier than the row before them: sorted, first in line 4."))
        #expect(report.notes.contains("2 rows are from somebody to themself, first in line 3."))
    }

    @Test("Bytes that are no text are refused in words, not shown")
    func binary() throws {
        try TestData.withFile([0x7F, 0x45, 0x4C, 0x46, 0x02, 0x01, 0x00, 0x00]) { path in
            let error = #expect(throws: InputError.self) { try InputReader().read(path: path) }
            #expect(error?.description.contains("neither text nor") == true)
        }
        let error = #expect(throws: InputError.self) { try InputReader().read(path: "/tmp") }
        #expect(error?.description == "/tmp: not recognised: a folder")
    }

    @Test("Rows that cannot be read are counted with reason and first line")
    func rejected() throws {
        let (_, report) = try read(
            """
            time,from,to
            1700000000,a,b
            yesterday,a,b
            1700000001,a
            1700000002,,b
            2023-02-30T10:00:00Z,a,b
            "1700000003,a,b
            """)
        #expect(report.rowCount == 1)
        let found = report.rejections.map { "\($0.firstLine) \($0.count) \($0.reason)" }
        #expect(
            found == [
                "3 2 the time cannot be read", "4 1 not 3 columns", "5 1 no sender",
                "7 1 a quote is opened and never closed",
            ])
    }

    static let refused = [
        "", "\n\n", "hello world\n", "name,colour\nx,y\n", "{\"a\":{\"b\":1}}\n", "{\"a\":1}\n",
        "time,from,to\n", "time,from,to\nx,y,z\n", "<html></html>\n", "1,2\n",
    ]

    @Test("What is none of these is refused with a reason", arguments: refused)
    func refusal(_ text: String) {
        #expect(throws: InputError.self) { try read(text) }
    }

    @Test("A missing file, a directory and a tar are refused")
    func files() throws {
        #expect(throws: InputError.cannotOpen(path: "/nowhere/at/all")) {
            try InputReader().read(path: "/nowhere/at/all")
        }
        #expect(throws: InputError.self) { try InputReader().read(path: "/tmp") }
        var tar = [UInt8](repeating: 0, count: 512)
        tar.replaceSubrange(257..<262, with: Array("ustar".utf8))
        try TestData.withFile(tar) { path in
            _ = #expect(throws: InputError.self) { try InputReader().read(path: path) }
        }
    }

    @Test("A line without end is refused instead of filling the memory")
    func endlessLine() throws {
        var bytes = Array("time,from,to\n1700000000,a,b\n".utf8)
        bytes += [UInt8](repeating: 0x61, count: LineReader.lineLimit + 10)
        try TestData.withFile(bytes) { path in
            _ = #expect(
                throws: InputError.lineTooLong(
                    path: path, line: 3, limitBytes: LineReader.lineLimit)
            ) { try InputReader().read(path: path) }
        }
    }

    @Test("Quoted fields, and names in any script")
    func quoted() throws {
        let (input, _) = try read("time,from,to\n1700000000,\"Ada, \"\"the\"\" first\",Zoë 🌙\n")
        guard case .messages(let log) = input else { throw TestData.Unexpected(name: "log") }
        #expect(log.users.names == ["Ada, \"the\" first", "Zoë 🌙"])
    }

    @Test(
        "Logs of one row, one person, or all at once are audited without complaint",
        arguments: [
            "time,from,to\n1700000000,a,b\n", "time,from,to\n1700000000,a,a\n",
            "time,from,to\n" + String(repeating: "1700000000,a,b\n", count: 50),
            "time,to\n1700000000,b\n", "time,user,latitude,longitude\n1700000000,a,90,180\n",
            "user_a,user_b\n1,1\n", "29.01.18, 23:33 - Ada: hello\n",
            "{\"roundMicroseconds\":1000}\n{\"server\":\"s\",\"microseconds\":5,\"kind\":\"k\",\"bytes\":1,\"direction\":\"in\"}\n",
        ])
    func tiny(_ text: String) async throws {
        let (input, report) = try read(text)
        var findings = Findings()
        findings.inputs.append(try await Auditor().findings(input, report))
        #expect(HTMLReport(findings).text.contains("</html>"))
        #expect(JSONReport(findings).text.hasPrefix("{"))
    }
}
