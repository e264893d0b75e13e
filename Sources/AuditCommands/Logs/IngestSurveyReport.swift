import Basics
import Ingestion

/// What a run would read, and what S3 takes for that.
struct IngestSurveyReport {
    /// US dollars for a thousand requests in us-east-1, which most regions are near; see
    /// <https://aws.amazon.com/s3/pricing/>.
    private static let (priceOfLists, priceOfGets) = (0.005, 0.0004)

    let survey: IngestSurvey
    /// The lists that were asked for.
    let lists: Int

    private var gets: Int { survey.objects.count }

    /// US dollars for the lists that a run makes, and for its objects.
    private var price: Double {
        (Double(lists) * Self.priceOfLists + Double(gets) * Self.priceOfGets) / 1_000
    }

    var text: String {
        var lines: [String] = []
        let (files, objects) = (survey.files, survey.objects)
        if files.count > 0 || lists == 0 {
            lines.append("Would read \(Count(files.count, "file")), \(Bytes(files.bytes)).")
        }
        if lists > 0 {
            lines.append(
                "Would read \(Count(objects.count, "object")), \(Bytes(objects.bytes)), with "
                    + "\(Count(lists, "list request")) and \(Count(gets, "get request"))."
            )
            if gets > 0 {
                lines.append(
                    "Requests cost about $\(Self.amount(price)) at the prices of us-east-1; reading "
                        + "from outside the bucket's region adds data transfer."
                )
            }
        }
        if survey.skipped > 0 {
            lines.append("\(Count(survey.skipped, "file")) already known.")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    var value: OutputValue {
        .object([
            ("files", .integer(Int64(survey.files.count))),
            ("fileBytes", .integer(survey.files.bytes)),
            ("objects", .integer(Int64(survey.objects.count))),
            ("objectBytes", .integer(survey.objects.bytes)),
            ("known", .integer(Int64(survey.skipped))),
            ("listRequests", .integer(Int64(lists))),
            ("getRequests", .integer(Int64(gets))),
            ("dollars", .json(Decimals.text(price, places: 4))),
        ])
    }

    private static func amount(_ dollars: Double) -> String {
        dollars < 0.01 ? "0.01" : "\((dollars * 100).rounded(.up) / 100)"
    }
}
