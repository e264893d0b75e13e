import Yams

/// A place in a file: line and column, from 1, columns in Unicode scalars.
struct FilePosition: Hashable {
    var line: Int
    var column: Int

    init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    init(_ mark: Mark) {
        line = mark.line
        column = mark.column
    }
}
