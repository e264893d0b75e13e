extension ScalarSet {
    /// The set with all scalars that differ from one of it in case only.
    ///
    /// That is Unicode's simple case folding: one scalar for one, so `ß` is no `ss`.
    var ignoringCase: ScalarSet {
        var more = ranges
        for range in ranges {
            if range.upperBound < 0x80 {
                Self.addASCII(range, to: &more)
                continue
            }
            let cased = Self.casedScalars
            var low = 0
            var high = cased.count
            while low < high {
                let middle = (low + high) / 2
                if cased[middle].value < range.lowerBound {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            while low < cased.count, cased[low].value <= range.upperBound {
                for other in Self.peers[cased[low].folded] ?? [] { more.append(other...other) }
                low += 1
            }
        }
        return ScalarSet(more)
    }

    /// ASCII needs no tables: `K` is also the Kelvin sign, `s` also the long s.
    private static func addASCII(
        _ range: ClosedRange<UInt32>,
        to ranges: inout [ClosedRange<UInt32>]
    ) {
        for value in range where (value | 0x20) &- 0x61 < 26 {
            let other = value ^ 0x20
            ranges.append(other...other)
            if value | 0x20 == 0x6B { ranges.append(0x212A...0x212A) }
            if value | 0x20 == 0x73 { ranges.append(0x17F...0x17F) }
        }
    }

    /// All scalars that have a case, ascending, with what they fold to; made when first asked for.
    private static let casedScalars: [(value: UInt32, folded: UInt32)] =
        (0...UInt32(0x1FFFF)).compactMap { value in
            guard let scalar = Unicode.Scalar(value), scalar.properties.changesWhenCaseMapped else {
                return nil
            }
            return (value, folded(scalar))
        }

    private static let peers = Dictionary(grouping: casedScalars, by: \.folded)
        .mapValues { $0.map(\.value) }

    private static func folded(_ scalar: Unicode.Scalar) -> UInt32 {
        // The letters i of Turkish fold to themselves, though their mappings lead to i.
        if scalar == "\u{130}" || scalar == "\u{131}" { return scalar.value }
        let upper = single(scalar.properties.uppercaseMapping) ?? scalar
        return (single(upper.properties.lowercaseMapping) ?? upper).value
    }

    private static func single(_ text: String) -> Unicode.Scalar? {
        text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
    }
}
