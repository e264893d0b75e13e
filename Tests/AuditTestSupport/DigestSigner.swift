import Basics
import CTestSigner
import Foundation

/// A key pair of RSA that signs digests as CloudTrail would; for tests, and for the sample logs.
package struct DigestSigner: Sendable {
    /// The DER of PKCS #1.
    package let publicKey: [UInt8]
    private let privateKey: [UInt8]

    /// The key that stands in for CloudTrail's, and protects nothing.
    package static let cloudTrail = DigestSigner(
        privateKey: """
            MIIEowIBAAKCAQEAzP4lDz7Mw8m8D6S4WQ6iL6L9VhJyvAEmysI1IaO2RyS6ybbhTxKt2Sknwi57HITpioZl63sB
            Lioc3RtnTFQ6p+QgJsUUhPSsQcJX9vSIIysKDfb3RhiNsBR4CmlA9zJYZFikcBG+KPf5eGyBjh2wjHlZGIwTGpGX
            xLLrnYjDQwgNvOWNTlU5oINOwdi93Z9ajg2xQIXk51ZIMtTmXfBzbzgnAS+Dzvt/qf5kUr6gUAcfrNrTIPf9s7cp
            y31PKOIJzFZLrOiS0mTO8qxMRMAGGUEX2pgx3nqV9JFvKfwlu67Do0EXNgpqgx00LqXvgPttzhKuKY/h+d7SGtA9
            RHdX9QIDAQABAoIBAAhvQ5tFOvvVBY/XjVNIGBx21nmFFaNOi9KncN64Y6lj5ZX5AvvJLw3iqjVh9WRWxAeUYJtd
            arluzP8RtSt4QsKXjyAb7Kx3fHf8imM0Vr6rCG/107ZWunZpMohBIkXEP0v/tA0SxHzfOSyp5Z8b8ctR5JHZ6kul
            +8qW5GgivAq6YPrDg6Wm7CiXDQHmzBgIxPQIii+ouyRjxlAL9Gb8Lo8nW4lInoP0fQTN0W+5oDzrkW6/TApa0Zej
            zTAjFblPyEFK+rud2ij/Az3o9WdTKTH+p6gRyC6zxJkFbfs4w1n7w/kpahoYAryBDp0QYvp2iju0mnVavkX+KY48
            8iJmA/ECgYEA8PWiXtBHl9hkG5rPZCrJp2qhCQWjubd2Ia6sFFsxidcvO86WxmnrSMBcAdAiDzK8Lia7JRhzgNOE
            aoDgDGziCtroQ+53eFCu6o8zz7NAz3Y4iQDb3ifbs37k64tEgyxj6UYSG5th7oSa61WNNAkBzSXZBDlWkU0pNjYT
            RQ5JybECgYEA2cnJZX3NKE+vV2P4vr/ETdqF4Y9L4b5NPj5DDxNP05Og1g+rZ9v4EF940/QPk33H6FtDNqt4jgP1
            j+q2Rf7noX0CZzk5Y9eucuSshU6d9mgPuBopqwwPE8A8Gl7Hd2Nt41mkXFWK76e58eBJtPC5A3wep7QYWEFD1S4t
            mSgvP4UCgYBp2h5oNGsfA4qGre1pfXp0t1ziz71q+nNEvK0PjDgo64TuawTFSQZ5QTep/DraHlmYlJ8l3qXu8/x5
            pP/HtZVfW2cpYHrPOfJ9TEdgeMiB2tdfKCduYmgbZCVAbD++uCNz+Lo/snTFCS/dLgoHz+Ugr/2z41RqJFF0ZTD1
            5x73IQKBgQCPdNSdbsVRtVN5TBfQhf7njXa8wigotbKpuldvubfOVSMPfdjZG9MF7e1oKA6Oh77DdkIK494QJdl+
            CAwyhRrMi8ymc9IyyyJU+f4N/WAdrCQWj908lz/jMbAlaqMXKD59EFIspAhVnnTkN2o1ro8gFYUX0JBsqejlpnpQ
            tWCSBQKBgCml6NnQ8la9nH4a4adPuZafGP/+z+hcvvJajK8dMDCnrnMHr4LkAWlwPu3KdQ0xdsT3Dct35mPFhJrt
            J8qRx+RvQpU2uKrcotOTPbj49J4QoQgvTB+Yl7gozWxwRVVRN/7bUzxbVZvlwLB/LpHYVLb0fsQO4VcrPglbqTRu
            F9/n
            """,
        publicKey: """
            MIIBCgKCAQEAzP4lDz7Mw8m8D6S4WQ6iL6L9VhJyvAEmysI1IaO2RyS6ybbhTxKt2Sknwi57HITpioZl63sBLioc
            3RtnTFQ6p+QgJsUUhPSsQcJX9vSIIysKDfb3RhiNsBR4CmlA9zJYZFikcBG+KPf5eGyBjh2wjHlZGIwTGpGXxLLr
            nYjDQwgNvOWNTlU5oINOwdi93Z9ajg2xQIXk51ZIMtTmXfBzbzgnAS+Dzvt/qf5kUr6gUAcfrNrTIPf9s7cpy31P
            KOIJzFZLrOiS0mTO8qxMRMAGGUEX2pgx3nqV9JFvKfwlu67Do0EXNgpqgx00LqXvgPttzhKuKY/h+d7SGtA9RHdX
            9QIDAQAB
            """,
        fingerprint: "425ae9a3ad0adf09e15aa7b8b8be1e7b"
    )

    /// A key that is none of CloudTrail's.
    package static let other = DigestSigner(
        privateKey: """
            MIIEowIBAAKCAQEAznlXml8dFG5INiY6KbBhjPM+ITbqXY8EOKtTR4tI7P7pJnwGp3ATWz5IRXUoIBrE0pky1uFM
            F6aN29ayTDgZTFHfDNDl5Sl2d6w/KIPNHUDd1bw80EZHdXjfdi+8LXQBfw2pyGZ6Z+f6jpKhvR5VX2yzTxikZvTC
            ioAr2qW+LZQmysew5mEtapkqXoxuuJ64QcaTzSGPW/X0j+n+SRA+SPqusTG2OMFge0lM0S3DUx9VBN/NSPUB9aGJ
            7J8/jK0vsqmfy0r1aZ3+ctlJ8asF82Trvcx53LFJe/WR7j5OoAawqbx40TAje3lGIqlWAsO1gkdboteMgbE/OG0+
            /sFWlQIDAQABAoIBABy2r0IenBKtS4mMQ2ZsywQpB6ji1DDypKmk2c4HRrr+sDnT4bEDWw3DWZWfN1dPobOP7owH
            hOd9GBlMgDstSgddE2Ha4z29SGZYI+hke+/nh3Ij3WkxfNqPVrQ+6zJ/AX5Dziq6ZadxkVymc6uzPjgpC76iNKrE
            uxE7xd2AUzRPOCuw7/QvipsGq4HclpMY3HFiCg/IpVzStLZiUFeQjTFm+F67GWc01WyH86qBIt/MJ5ppfoEL4jx5
            brMVSmvzvtGgDvYlJJ4UIgJvTLQehxCNObRvrZ5sd4bVG7h0pgPxwKWTMph5U94kxNhEpq77qsP6LgwIAjPZNDo4
            CI5IHTkCgYEA5mGMqUFYq37lWY7vfdt2iibxiIXlLERhpsnqXHu7YsMw+AcE8+/RoH36wI5Q5GdrZXkIHhn1Uolz
            AHo/00Nz0BqdI7wYGsJdSZ4pz0V84GKUxbt2ifS82pkIot4AkhBhlgnhhadN1kgFaYfduKYhe7/gc8/6NruMh/MC
            eexIjwcCgYEA5W813xv5isfhspKaEEaeG/PjRcOJUVrgt846USKHAKg4VUL99Z9UoG+IZ61L1qLsoq4GD5/139Zd
            v8F4ffJs7CrQwGvjZeHv3V/36ntT3Vj29bTFrBjiAiWXFFI9N73F5Rs5mpTKpC2mABRgkffXfSA/aYf6imqI7yCr
            dt1PKoMCgYA7CDn70MPAxfZM2YRiko6wXcQ8QFr12dvP2iNUaVwdtXhhxaKuQwBLCJztJEp0DFAHo1jCJdKnwJKY
            R7r9Dmapp3gmhPcEPFOdHosGEn8qG/iVJjD8rpqJxPbijNJGmy32PTftgG5Afxnr7aWRv/gKdqMz6dHqnmonF8zF
            oxcAlwKBgFrajxqqmUa7oER2iUuoqzOmgHk/1UDCG/qtT6qRYaSA+M3KmYaKcZiWkg18MmvsWIiTIRNO5K6e1MD6
            fBxjw35B9ig8kO/naHTha+sOq0cb06+4xg5ATD9NY2ZIqrVIEPWIsmbkRNp+uR2O9C7ZVhvWiUXg8vWc+ly3My7+
            tDrBAoGBALhlRmRvSE8yr7I8GtDZVh+ftxxvPw9w5kmzh12G2HGghYoBQYY57lFL37d5jQMeSg+Nb52spzUOaSDO
            A1WNFoR/lazj2E7md6FuyD+VChs86cMDOw+UCQzqdK0UL8tWm1xQux+tVBGWedKNQLXgQB4C+1FUZ9z5jYqcvruQ
            Mrwq
            """,
        publicKey: """
            MIIBCgKCAQEAznlXml8dFG5INiY6KbBhjPM+ITbqXY8EOKtTR4tI7P7pJnwGp3ATWz5IRXUoIBrE0pky1uFMF6aN
            29ayTDgZTFHfDNDl5Sl2d6w/KIPNHUDd1bw80EZHdXjfdi+8LXQBfw2pyGZ6Z+f6jpKhvR5VX2yzTxikZvTCioAr
            2qW+LZQmysew5mEtapkqXoxuuJ64QcaTzSGPW/X0j+n+SRA+SPqusTG2OMFge0lM0S3DUx9VBN/NSPUB9aGJ7J8/
            jK0vsqmfy0r1aZ3+ctlJ8asF82Trvcx53LFJe/WR7j5OoAawqbx40TAje3lGIqlWAsO1gkdboteMgbE/OG0+/sFW
            lQIDAQAB
            """,
        fingerprint: "f0864f85010a4ed70efbacaae883320f"
    )

    private init(privateKey: String, publicKey: String, fingerprint: String) {
        self.fingerprint = fingerprint
        self.privateKey = Self.decoded(privateKey)
        self.publicKey = Self.decoded(publicKey)
    }

    /// The MD5 of the public key.
    package let fingerprint: String

    /// The public key in base64.
    package var publicKeyText: String { Data(publicKey).base64EncodedString() }

    /// What `aws cloudtrail list-public-keys` prints of the key.
    package var publicKeys: [UInt8] {
        Array(
            (#"{"PublicKeyList":[{"Value":"\#(publicKeyText)","#
                + #""ValidityStartTime":"2026-02-01T00:00:00+00:00","#
                + #""ValidityEndTime":"2026-05-01T00:00:00+00:00","#
                + #""Fingerprint":"\#(fingerprint)"}]}"#).utf8
        )
    }

    private static func decoded(_ text: String) -> [UInt8] {
        Array(Data(base64Encoded: text, options: .ignoreUnknownCharacters) ?? Data())
    }

    /// Whether this machine can sign.
    package static let isAvailable = !cloudTrail.signature(of: "test").isEmpty

    /// What to say of tests that are skipped.
    package static let missing = "libcrypto is not installed: apt-get install libssl3"

    /// The signature of a text in hexadecimal digits; empty without libcrypto.
    package func signature(of text: String) -> String {
        var bytes = [UInt8](repeating: 0, count: 512)
        let message = Array(text.utf8)
        let count = CTestSigner_sign(
            privateKey,
            privateKey.count,
            message,
            message.count,
            &bytes,
            bytes.count
        )
        return SHA256.digits(Array(bytes.prefix(count)))
    }
}
