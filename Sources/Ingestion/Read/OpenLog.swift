import AuditIndex
import CloudTrail

/// A log that has been opened: a file, a pipe, or an object on its way.
package struct OpenLog: ~Copyable {
    private enum Source {
        case descriptor(Int32)
        case object(ObjectLayer)
    }

    private let source: Source

    /// Opens what discovery found; an object's stamp is then that of what is read.
    init(_ file: inout LogDiscovery.File) throws(ObjectFault) {
        if let object = file.reader {
            file.stamp = try object.stamp()
            source = .object(ObjectLayer(object))
        } else {
            source = .descriptor(try Self.open(file.path, pipe: file.pipe))
        }
    }

    /// Opens a log to read records of it back.
    ///
    /// - parameter objects: Where objects are read from; nil where none can be.
    package init(_ path: LogPath, objects: (any ObjectStore)?) throws(ObjectFault) {
        guard let location = ObjectLocation(path) else {
            source = .descriptor(try Self.open(path, pipe: nil))
            return
        }
        guard let objects else { throw ObjectFault(reason: "cannot be read here") }
        let object = objects.open(location, nil)
        _ = try object.stamp()
        source = .object(ObjectLayer(object))
    }

    deinit {
        if case .descriptor(let descriptor) = source { FileSystem.close(descriptor) }
    }

    /// Reads the content of the log, whatever it is.
    ///
    /// - returns: How many gzip members it has.
    package func content(
        with reader: ContentReader,
        _ take: (UnsafeRawBufferPointer, _ member: Int) -> Void
    ) throws(LogDamage) -> Int {
        switch source {
        case .descriptor(let descriptor): try reader.read(descriptor: descriptor, take)
        case .object(let layer): try reader.read(layer, take)
        }
    }

    /// Reads the log to its end.
    func read(
        with reader: LogReader,
        named: () -> OtherLog? = { nil },
        _ handler: LogReader.Handler
    ) -> LogReport {
        switch source {
        case .descriptor(let descriptor):
            reader.read(descriptor: descriptor, named: named, handler)
        case .object(let layer): reader.read(layer, named: named, handler)
        }
    }

    private static func open(_ path: LogPath, pipe: [UInt8]?) throws(ObjectFault) -> Int32 {
        do throws(FileSystem.Failure) {
            return if let pipe {
                try FileSystem.openPipe(pipe)
            } else {
                try FileSystem.open(path.bytes)
            }
        } catch {
            throw ObjectFault(reason: error.reason, isMissing: error.isMissing)
        }
    }
}

/// The bytes of an object, as the reader of logs takes them.
private final class ObjectLayer: InputLayer {
    private let object: any ObjectReader

    init(_ object: any ObjectReader) { self.object = object }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(LogDamage) -> Int {
        do throws(ObjectFault) {
            return try object.read(into: buffer)
        } catch {
            throw LogDamage(reason: .unreadable(error.reason), offset: 0)
        }
    }
}
