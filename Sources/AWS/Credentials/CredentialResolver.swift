import Basics

/// Finds where credentials come from, in the order of the AWS CLI, version 2.
///
/// The first source that is configured is the one: where it fails, the next is not tried, because
/// another identity than the one that is meant is worse than none.
///
/// Related documentation:
/// <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-authentication.html>
struct CredentialResolver {
    let settings: AWSSettings

    private var environment: AWSEnvironment { settings.environment }
    private var profiles: AWSProfiles { settings.profiles }

    func origin() throws(AWSCredentialsFault) -> CredentialOrigin {
        let name = settings.profile
        let usesEnvironment = !settings.isProfileOption
        if usesEnvironment, try hasEnvironmentKeys() { return .environment }
        if let origin = try role(name, visited: [name]) { return origin }
        if let origin = try own(name, usesEnvironment: usesEnvironment) { return origin }
        return hasContainer ? .container : .instance
    }

    private func hasEnvironmentKeys() throws(AWSCredentialsFault) -> Bool {
        let (id, secret) = (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])
        guard (id == nil) == (secret == nil) else {
            throw AWSCredentialsFault(
                "the environment",
                "\(id == nil ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY") is not set, but its "
                    + "counterpart is; set both or none"
            )
        }
        return id != nil
    }

    private var hasContainer: Bool {
        environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] != nil
            || environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] != nil
    }

    private func settings(of name: String) -> AWSProfiles.Settings {
        profiles.profiles[name] ?? AWSProfiles.Settings()
    }

    private func fault(_ profile: String, _ reason: String) -> AWSCredentialsFault {
        AWSCredentialsFault("profile \(profile.quoted) in \(profiles.configPath)", reason)
    }

    // MARK: - A role

    private func hasRole(_ settings: AWSProfiles.Settings) -> Bool {
        settings["role_arn"] != nil && settings["web_identity_token_file"] == nil
    }

    /// The role of a profile, and where the keys to assume it come from.
    private func role(
        _ name: String,
        visited: [String]
    ) throws(AWSCredentialsFault) -> CredentialOrigin? {
        let settings = settings(of: name)
        guard hasRole(settings), let arn = settings["role_arn"] else { return nil }
        guard settings["mfa_serial"] == nil else {
            throw fault(
                name,
                "mfa_serial asks for a code, and audit asks for none; get keys by another profile "
                    + "with credential_process = aws configure export-credentials --profile \(name)"
            )
        }
        let role = CredentialOrigin.Role(
            profile: name,
            arn: arn,
            sessionName: settings["role_session_name"],
            externalID: settings["external_id"],
            seconds: settings["duration_seconds"].flatMap { Int($0) }
        )
        switch (settings["source_profile"], settings["credential_source"]) {
        case (nil, nil):
            throw fault(
                name,
                "has a role_arn, but neither source_profile nor credential_source; add one"
            )
        case (_?, _?):
            throw fault(name, "has both source_profile and credential_source; remove one")
        case (nil, let source?): return .role(role, from: try named(source, profile: name))
        case (let source?, nil):
            return .role(role, from: try self.source(source, of: name, visited: visited))
        }
    }

    private func named(
        _ source: String,
        profile: String
    ) throws(AWSCredentialsFault) -> CredentialOrigin {
        switch source {
        case "Environment":
            guard try hasEnvironmentKeys() else {
                throw fault(
                    profile,
                    "has credential_source = Environment, but AWS_ACCESS_KEY_ID is not set"
                )
            }
            return .environment
        case "EcsContainer":
            guard hasContainer else {
                throw fault(
                    profile,
                    "has credential_source = EcsContainer, but no "
                        + "AWS_CONTAINER_CREDENTIALS_… variable is set"
                )
            }
            return .container
        case "Ec2InstanceMetadata": return .instance
        default:
            throw fault(
                profile,
                "has the credential_source \(source.quoted), which is none of Environment, "
                    + "Ec2InstanceMetadata and EcsContainer"
            )
        }
    }

    private func source(
        _ source: String,
        of name: String,
        visited: [String]
    ) throws(AWSCredentialsFault) -> CredentialOrigin {
        guard let settings = profiles.profiles[source] else {
            throw fault(
                name,
                "has the source_profile \(source.quoted), which is in neither file"
                    + NearestName.hint(source, among: profiles.profiles.keys)
            )
        }
        // A profile may have both the role and the keys to assume it.
        guard !visited.contains(source) || (source == name && settings.hasKeys) else {
            throw fault(
                name,
                "assumes roles in a circle: "
                    + (visited + [source]).map(\.quoted).joined(separator: ", ")
            )
        }
        if hasRole(settings), !settings.hasKeys,
            let origin = try role(source, visited: visited + [source])
        {
            return origin
        }
        guard let origin = try own(source, usesEnvironment: false) else {
            throw fault(name, "has the source_profile \(source.quoted), which has no credentials")
        }
        return origin
    }

    // MARK: - What a profile has itself

    private func own(
        _ name: String,
        usesEnvironment: Bool
    ) throws(AWSCredentialsFault) -> CredentialOrigin? {
        let settings = settings(of: name)
        if let origin = try webIdentity(name, settings, usesEnvironment: usesEnvironment) {
            return origin
        }
        if let origin = try sso(name, settings) { return origin }
        if let keys = try keys(profiles.ofCredentials[name], name, profiles.credentialsPath) {
            return keys
        }
        if let session = settings["login_session"] {
            return .login(session: session, profile: name)
        }
        if let command = settings["credential_process"] {
            return .process(command: command, profile: name)
        }
        return try keys(profiles.ofConfig[name], name, profiles.configPath)
    }

    private func keys(
        _ settings: AWSProfiles.Settings?,
        _ name: String,
        _ file: String
    ) throws(AWSCredentialsFault) -> CredentialOrigin? {
        guard let settings, settings.hasKeys else { return nil }
        for key in ["aws_access_key_id", "aws_secret_access_key"] where settings[key] == nil {
            throw AWSCredentialsFault("profile \(name.quoted) in \(file)", "has no \(key); add it")
        }
        return .keys(settings, profile: name, file: file)
    }

    private func webIdentity(
        _ name: String,
        _ settings: AWSProfiles.Settings,
        usesEnvironment: Bool
    ) throws(AWSCredentialsFault) -> CredentialOrigin? {
        func value(_ variable: String, _ key: String) -> String? {
            (usesEnvironment ? environment[variable] : nil) ?? settings[key]
        }
        guard let file = value("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file") else {
            return nil
        }
        let isVariable = usesEnvironment && environment["AWS_WEB_IDENTITY_TOKEN_FILE"] != nil
        let place = isVariable ? "AWS_WEB_IDENTITY_TOKEN_FILE" : "profile \(name.quoted)"
        guard let arn = value("AWS_ROLE_ARN", "role_arn") else {
            throw AWSCredentialsFault(
                place,
                "there is a web identity token, but no role; set AWS_ROLE_ARN or role_arn"
            )
        }
        return .webIdentity(
            CredentialOrigin.WebIdentity(
                arn: arn,
                tokenFile: environment.expand(file),
                sessionName: value("AWS_ROLE_SESSION_NAME", "role_session_name"),
                place: place
            )
        )
    }

    private func sso(
        _ name: String,
        _ settings: AWSProfiles.Settings
    ) throws(AWSCredentialsFault) -> CredentialOrigin? {
        guard settings["sso_role_name"] != nil || settings["sso_account_id"] != nil else {
            return nil
        }
        var values: [String: String] = [:]
        var session: AWSProfiles.Settings?
        if let reference = settings["sso_session"] {
            guard let found = profiles.sessions[reference] else {
                throw fault(
                    name,
                    "names the sso_session \(reference.quoted), but there is no section "
                        + "[sso-session \(ShownText.line(reference, limit: 80))]"
                        + NearestName.hint(reference, among: profiles.sessions.keys)
                )
            }
            session = found
        }
        for key in ["sso_start_url", "sso_region", "sso_account_id", "sso_role_name"] {
            let (own, shared) = (settings[key], session?[key])
            if let own, let shared, own != shared {
                throw fault(name, "has another \(key) than its sso_session; remove one of them")
            }
            guard let value = shared ?? own else {
                throw fault(name, "uses IAM Identity Center, but has no \(key); add it")
            }
            values[key] = value
        }
        let region = values["sso_region"] ?? ""
        guard AWSSettings.isRegion(region) else {
            throw fault(name, "has the sso_region \(region.quoted), which is no region")
        }
        return .sso(
            CredentialOrigin.SSORole(
                profile: name,
                session: settings["sso_session"],
                startURL: values["sso_start_url"] ?? "",
                region: region,
                account: values["sso_account_id"] ?? "",
                role: values["sso_role_name"] ?? ""
            )
        )
    }
}
