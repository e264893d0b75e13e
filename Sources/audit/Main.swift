import AuditCommands

@main
struct Main {
    static func main() {
        AuditCommand.run()
    }
}
