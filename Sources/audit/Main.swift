import AuditCommands

@main
enum Main {
    static func main() {
        AuditCommand.runProcess()
    }
}
