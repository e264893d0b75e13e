import Yams

/// A place in a file: line and column, from 1, columns in Unicode scalars.
package struct FilePosition: Hashable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package init(_ mark: Mark) {
        line = mark.line
        column = mark.column
    }
}
