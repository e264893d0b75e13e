import Testing

@testable import AuditCommands

struct SearchFieldTests {
    @Test(arguments: SearchField.allCases)
    func `Every field is in the help of the command`(field: SearchField) {
        let help = SearchCommand.helpMessage(columns: 10_000)
        let names = help.split(separator: "\n").first { $0.hasPrefix("Fields of") } ?? ""
        #expect(names.contains(" \(field.rawValue),") || names.contains(" \(field.rawValue)."))
    }

    @Test(arguments: SearchField.allCases)
    func `A column is called as its field is`(field: SearchField) {
        #expect(field.column.name == field.rawValue)
        #expect(field.column.title == field.column.title.uppercased() || field == .eventTime)
    }

    @Test(arguments: [nil, 60, 80, 99, 100, 129, 130, 200])
    func `A table has when, who, what and the id on any terminal`(width: Int?) {
        let fields = SearchField.table(width: width)
        for field in [SearchField.eventTime, .principal, .eventName, .resource, .outcome, .eventID]
        {
            #expect(fields.contains(field))
        }
        #expect(fields.contains(.sourceIPAddress) == ((width ?? .max) >= 100))
    }
}
