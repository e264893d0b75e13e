/// The fixed points of the incident: what tests and rules may rest on, whatever the seed.
public enum SampleIncident {
    /// The production instance of `web` whose credentials are stolen.
    public static let instance = SampleFleet.victim
    /// The attacker's address.
    public static let address = "45.83.64.11"
    /// The access key of the stolen session, `web-prod-instance`.
    public static let instanceKey = "ASIAEXAMPLESTOLENWEB"
    /// The access key of the `deploy-prod` session.
    public static let productionKey = "ASIAEXAMPLEDEPLOYPRD"
    /// The access key of the `deploy-staging` session.
    public static let stagingKey = "ASIAEXAMPLEDEPLOYSTG"
    /// The access key that the attacker makes for `backup-svc` in staging.
    public static let backdoorKey = "AKIAEXAMPLEBACKDOOR2"
    /// The rule that opens the database security group.
    public static let groupRule = "sgr-0bad27017c0ffee42"
    /// The session name of both deployment roles.
    public static let session = "deploy"

    static let stolen = SampleTime.at(day: 5, 1, 38, 47)
    static let deployAssumed = SampleTime.at(day: 5, 2, 6, 19)
    static let stagingAssumed = SampleTime.at(day: 5, 2, 21, 36)
    static let trailStopped = SampleTime.at(day: 5, 2, 39, 22)
    static let trailStarted = SampleTime.at(day: 5, 8, 12, 9)
    static let trail = "acme-trail"
    static let trailARN = SampleAccount.prod.arn("cloudtrail", "trail/\(trail)")

    static let cli =
        "aws-cli/2.22.4 md/awscrt#0.23.4 ua/2.0 os/linux#6.11.2-amd64 md/arch#x86_64 "
        + "lang/python#3.12.7 md/pyimpl#CPython cfg/retry-mode#standard md/installer#source "
        + "md/distrib#kali.2025 md/prompt#off"
    static let boto =
        "Boto3/1.35.36 md/Botocore#1.35.36 ua/2.0 os/linux#6.11.2-amd64 md/arch#x86_64 "
        + "lang/python#3.12.7 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.35.36"
}
