import Foundation
import MLSInterop
import Testing

/// The commands of the interoperability program, as docs/mls/INTEROP.md describes them.
@Suite("Interoperability program")
struct InteropTests {
    /// Runs commands and requires that they succeed.
    struct Driver {
        var session = Session()

        mutating func run(_ request: [String: Any]) throws -> [String: Any] {
            let line = try JSONSerialization.data(withJSONObject: request)
            let answer = session.answer(String(decoding: line, as: UTF8.self))
            try #require(answer["ok"] as? Bool == true, "\(answer["error"] ?? "")")
            return answer
        }

        mutating func fails(_ line: String) -> String {
            let answer = session.answer(line)
            #expect(answer["ok"] as? Bool == false)
            return answer["error"] as? String ?? ""
        }

        mutating func text(_ request: [String: Any], _ name: String) throws -> String {
            try #require(run(request)[name] as? String)
        }
    }

    @Test("Create, add, talk, propose, join from outside", arguments: [1, 8])
    func commands(suite: Int) throws {
        var driver = Driver()
        let package = try driver.text(
            ["op": "keypackage", "kp": "b", "identity": "bob", "suite": suite], "key_package")
        _ = try driver.run(
            ["op": "create", "st": "a", "group_id": "01", "identity": "alice", "suite": suite])
        let made = try driver.run([
            "op": "commit", "st": "a",
            "proposals": [["type": "add", "key_package": package]],
        ])
        let welcome = try #require(made["welcome"] as? String)
        let joined = try driver.text(
            ["op": "join", "st": "b", "kp": "b", "welcome": welcome], "epoch_authenticator")
        #expect(joined == made["epoch_authenticator"] as? String)
        let message = try driver.text(["op": "protect", "st": "a", "data": "0102"], "msg")
        #expect(
            try driver.text(["op": "unprotect", "st": "b", "msg": message], "data") == "0102")
        let proposal = try driver.text(
            ["op": "propose", "st": "b", "proposal": "update", "public": true], "proposal")
        _ = try driver.run(["op": "handle", "st": "a", "proposal": proposal])
        let commit = try driver.text(["op": "commit", "st": "a"], "commit")
        _ = try driver.run(["op": "handle", "st": "b", "commit": commit])
        _ = try driver.run(["op": "handle", "st": "a", "commit": commit])
        let info = try driver.text(["op": "group_info", "st": "b"], "group_info")
        let external = try driver.run([
            "op": "external_join", "st": "c", "identity": "carol", "group_info": info,
        ])
        for name in ["a", "b"] {
            let authenticator = try driver.text(
                ["op": "handle", "st": name, "msg": try #require(external["commit"])],
                "epoch_authenticator")
            #expect(authenticator == external["epoch_authenticator"] as? String)
        }
        let secrets = try ["a", "b", "c"].map { name in
            try driver.text(
                ["op": "export", "st": name, "label": "x", "length": 16], "secret")
        }
        #expect(Set(secrets).count == 1)
    }

    @Test("Every kind of proposal, successors, newcomers, stored states")
    func kinds() throws {
        var driver = Driver()
        let types: [String: Any] = ["extension_types": [0xF001], "proposal_types": [0xF002]]
        func package(_ name: String, _ more: [String: Any] = [:]) throws -> String {
            let fields = ["op": "keypackage", "kp": name].merging(types) { old, _ in old }
            return try driver.text(fields.merging(more) { _, new in new }, "key_package")
        }
        func agree(_ names: String...) throws {
            let infos = try names.map { try driver.run(["op": "info", "st": $0]) }
            let values = infos.map { $0["epoch_authenticator"] as? String }
            #expect(Set(values).count == 1 && values[0] != nil)
        }
        _ = try driver.run(
            ["op": "create", "st": "a", "group_id": "a text"].merging(types) { old, _ in old })
        let first = try driver.run([
            "op": "commit", "st": "a", "tree_in_welcome": false, "key_package": package("b"),
        ])
        _ = try driver.run([
            "op": "join", "st": "b", "kp": "b", "welcome": try #require(first["welcome"]),
            "ratchet_tree": try #require(first["ratchet_tree"]),
        ])
        #expect(
            driver.fails(#"{"op":"join","st":"x","kp":"b","welcome":""}"#) == "no key package b")
        for name in ["a", "b"] {
            _ = try driver.run(["op": "psk", "st": name, "psk_id": "key", "psk": "0102"])
        }
        let epoch = try #require(driver.run(["op": "info", "st": "a"])["epoch"])
        let proposals: [[String: Any]] = [
            ["proposal": "psk", "psk_id": "key"],
            ["type": "resumption_psk", "epoch": epoch],
            ["type": "group_context_extensions", "extensions": [["type": 0xF001, "data": "05"]]],
            ["type": "custom", "proposal_type": 0xF002, "data": "07"],
        ]
        for proposal in proposals {
            let fields = ["op": "propose", "st": "b"].merging(proposal) { old, _ in old }
            let message = try driver.text(fields, "proposal")
            _ = try driver.run(["op": "handle", "st": "a", "msg": message])
        }
        let made = try driver.run(["op": "commit", "st": "a", "apply": false])
        for name in ["a", "b"] {
            _ = try driver.run(
                ["op": "handle", "st": name, "commit": try #require(made["commit"])])
        }
        try agree("a", "b")
        _ = try package("n")
        let newcomer = try driver.text(
            ["op": "propose_self", "kp": "n", "group_id": "a text", "epoch": 2], "proposal")
        for name in ["a", "b"] {
            _ = try driver.run(["op": "handle", "st": name, "proposal": newcomer])
        }
        let added = try driver.run(["op": "commit", "st": "b"])
        _ = try driver.run(["op": "handle", "st": "a", "commit": try #require(added["commit"])])
        _ = try driver.run(
            ["op": "join", "st": "n", "kp": "n", "welcome": try #require(added["welcome"])])
        try agree("a", "b", "n")
        let removal = try driver.text(
            ["op": "commit", "st": "a", "proposal": "remove", "identity": "n"], "commit")
        #expect(
            try driver.run(["op": "handle", "st": "n", "msg": removal])["removed"] as? Bool == true)
        _ = try driver.run(["op": "handle", "st": "b", "msg": removal])
        let state = try driver.text(["op": "save", "st": "b"], "state")
        _ = try driver.run(["op": "load", "st": "b", "state": state])
        let branch = try driver.text(
            [
                "op": "branch", "st": "a", "new": "a2", "group_id": "02",
                "key_packages": [package("b2", ["identity": "b"])],
            ], "welcome")
        _ = try driver.run(["op": "join", "st": "b2", "kp": "b2", "old": "b", "welcome": branch])
        try agree("a2", "b2")
        let end = try driver.text(
            ["op": "commit", "st": "b", "proposal": "reinit", "group_id": "03", "suite": 8],
            "commit")
        _ = try driver.run(["op": "handle", "st": "a", "commit": end])
        let follow = try driver.text(
            [
                "op": "reinit", "st": "b", "new": "b3",
                "key_packages": [package("a3", ["identity": "a", "suite": 8])],
            ], "welcome")
        _ = try driver.run(["op": "join", "st": "a3", "kp": "a3", "old": "a", "welcome": follow])
        try agree("a3", "b3")
    }

    @Test("Requests that make no sense are answered, not obeyed")
    func errors() throws {
        var driver = Driver()
        _ = try driver.run(["op": "create", "st": "g", "identity": "x"])
        let cases = [
            ("nonsense", "a line is one JSON object"), ("[1]", "a line is one JSON object"),
            ("{}", "op is missing"), (#"{"op":"nope"}"#, "unknown op nope"),
            (#"{"op":{}}"#, "op is not a text"), (#"{"op":"info"}"#, "st is missing"),
            (#"{"op":"info","st":"a"}"#, "no state a"),
            (#"{"op":"create","st":null}"#, "identity is missing"),
            (#"{"op":"keypackage","kp":"a","suite":4}"#, "V009 unsupportedCipherSuite"),
            (#"{"op":"keypackage","kp":"a","suite":65537}"#, "suite is no such integer"),
            (#"{"op":"keypackage","kp":"a","suite":"x"}"#, "suite is no such integer"),
            (#"{"op":"protect","st":"g"}"#, "data is missing"),
            (#"{"op":"protect","st":"g","data":"0"}"#, "data is not hexadecimal"),
            (#"{"op":"protect","st":"g","data":"00","padding":-1}"#, "U005 tooLarge"),
            (
                #"{"op":"protect","st":"g","data":"00","padding":9223372036854775807}"#,
                "U005 tooLarge"
            ),
            (#"{"op":"protect","st":"g","data":"00","padding":1.5}"#, "padding is no such integer"),
            (
                #"{"op":"propose","st":"g","proposal":"resumption_psk","epoch":-1}"#,
                "epoch is no such integer"
            ),
            (
                #"{"op":"propose","st":"g","proposal":"remove","index":-1}"#,
                "index is no such integer"
            ),
            (#"{"op":"propose","st":"g","proposal":"remove","index":7}"#, "V097 unknownLeaf"),
            (#"{"op":"propose","st":"g"}"#, "proposal is missing"),
            (#"{"op":"propose","st":"g","proposal":"x"}"#, "unknown proposal x"),
            (#"{"op":"commit","st":"g","proposals":["add"]}"#, "proposals is not such a list"),
            (#"{"op":"commit","st":"g","force_path":"no"}"#, "force_path is not true or false"),
            (#"{"op":"handle","st":"g","msg":"00"}"#, "V001 truncated"),
            (#"{"op":"export","st":"g","label":"x","length":-5}"#, "U004 exportLength"),
            (#"{"op":"load","st":"g","state":""}"#, "V001 truncated"),
            (#"{"op":"reinit","st":"g","new":"h"}"#, "U009 noReInit"),
        ]
        let before = try driver.text(["op": "save", "st": "g"], "state")
        for (line, error) in cases { #expect(driver.fails(line) == error, "\(line)") }
        #expect(try driver.text(["op": "save", "st": "g"], "state") == before)
        #expect(driver.session.answer(#"{"op":"x","id":7}"#)["id"] as? Int == 7)
    }
}
