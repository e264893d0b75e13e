import Foundation
import PackagePlugin

/// Embeds the rules and saved queries of the folder `Queries` in the program.
///
/// They are data that people read, copy and edit. The program embeds a copy, so that it needs no
/// files when installed.
@main
struct EmbedQueries: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
        let folder = context.package.directoryURL.appending(path: "Queries")
        let files = Self.files(in: folder)
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        return [
            .buildCommand(
                displayName: "Embedding \(files.count) files of Queries",
                executable: try context.tool(named: "EmbedQueriesTool").url,
                arguments: [output.path(percentEncoded: false), folder.path(percentEncoded: false)]
                    + files.map { $0.path(percentEncoded: false) },
                // A change to one of them renews the copy.
                inputFiles: files,
                outputFiles: [output]
            )
        ]
    }

    /// The rules and queries in a folder and its subfolders, ordered by path.
    private static func files(in folder: URL) -> [URL] {
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (all?.compactMap { $0 as? URL } ?? [])
            .filter { ["yml", "yaml", "sql"].contains($0.pathExtension) }
            .sorted { $0.path < $1.path }
    }
}
