/// Texts that stay where they are, so that many rows can be bound to one without SQLite's copy.
///
/// They live as long as this does, and must not be bound any longer when a statement runs.
final class StableTexts {
    /// The bytes of one of the texts.
    struct Text {
        var start: UnsafePointer<CChar>
        var count: Int32
    }

    private var places: [UnsafeMutablePointer<CChar>] = []

    deinit { for place in places { place.deallocate() } }

    /// Copies a text, which must be without zero bytes.
    func add(_ text: String) -> Text {
        let place = UnsafeMutablePointer<CChar>.allocate(capacity: text.utf8.count + 1)
        places.append(place)
        var count = 0
        for byte in text.utf8 {
            place[count] = CChar(bitPattern: byte)
            count += 1
        }
        return Text(start: UnsafePointer(place), count: Int32(count))
    }
}
