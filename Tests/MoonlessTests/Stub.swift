import Testing
@Suite struct S {}
