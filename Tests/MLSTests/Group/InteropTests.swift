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

    @Test("Requests that make no sense are answered, not obeyed")
    func errors() {
        var driver = Driver()
        #expect(driver.fails("nonsense") == "a line is one JSON object")
        #expect(driver.fails("{\"op\":\"nope\"}") == "unknown op nope")
        #expect(driver.fails("{\"op\":\"info\",\"st\":\"a\"}") == "no state a")
        #expect(
            driver.fails("{\"op\":\"create\",\"st\":\"a\",\"identity\":\"x\",\"group_id\":\"0\"}")
                == "group_id is not hexadecimal")
        #expect(
            driver.fails("{\"op\":\"keypackage\",\"kp\":\"a\",\"identity\":\"x\",\"suite\":4}")
                == "V009 unsupportedCipherSuite")
    }
}
