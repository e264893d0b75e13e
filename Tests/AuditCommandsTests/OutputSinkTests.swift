import Testing

@testable import AuditCommands

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

struct OutputSinkTests {
    @Test
    func `What is written arrives, in order, when it is flushed`() throws {
        let (reader, writer) = try openPipe()
        defer { close(reader) }
        let sink = OutputSink(descriptor: writer, capacity: 8)
        try sink.write("ab")
        try sink.write([0x63, 0x64])
        try [UInt8]("ef".utf8).withUnsafeBytes { try sink.write($0) }
        var waiting = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
        #expect(poll(&waiting, 1, 0) == 0)
        try sink.write("ghi and more than the buffer holds")
        #expect(poll(&waiting, 1, 0) == 1)
        try sink.write("!")
        try sink.flush()
        close(writer)
        #expect(readAll(reader) == "abcdefghi and more than the buffer holds!")
    }

    @Test
    func `A reader that has gone is a broken pipe, each time anew`() throws {
        OutputSink.ignoreSIGPIPE()
        let (reader, writer) = try openPipe()
        defer { close(writer) }
        close(reader)
        let sink = OutputSink(descriptor: writer)
        for _ in 0..<2 {
            try sink.write("x")
            #expect(throws: OutputError.brokenPipe) { try sink.flush() }
        }
    }

    @Test
    func `Any other failure says what the system says`() {
        let sink = OutputSink(descriptor: -1)
        let error = #expect(throws: OutputError.self) {
            try sink.write("x")
            try sink.flush()
        }
        #expect(error == .system(EBADF))
        #expect(error?.description.hasPrefix("cannot write the output: ") == true)
        // What could not be written is not tried again.
        #expect(throws: Never.self) { try sink.flush() }
    }

    private func openPipe() throws -> (reader: Int32, writer: Int32) {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    private func readAll(_ descriptor: Int32) -> String {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 256)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all += chunk[..<count]
        }
    }
}
