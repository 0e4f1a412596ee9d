using Confluent.Kafka;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Client;

/// <summary>
/// Finds out why no broker lets a client in. librdkafka goes on trying whatever the reason is, so what waits for an
/// answer learns of a timeout only; the reason comes beside it, and waiting fixes none of some of them.
/// </summary>
internal static class ConnectionDiagnostics
{
    /// <summary>A handshake with TLS and SCRAM takes some 100 ms; a refusal is held back by brokers for 100 ms more.</summary>
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(250);

    /// <returns>A sentence that names the setting to change; null where waiting may help.</returns>
    public static string? FindReason(KafkaOptions options, CancellationToken cancel)
    {
        string? reason = null;
        using var admin = new AdminClientBuilder(KafkaClientSettings.Admin(options))
            .SetLogHandler((_, line) =>
            {
                // A broken connection is logged only, and what broke it is in the words.
                if (line.Level <= SyslogLevel.Warning)
                {
                    Keep(new Error(ErrorCode.Local_Transport, line.Message));
                }
            })
            .SetErrorHandler((_, error) => Keep(error))
            .Build();
        for (var waited = TimeSpan.Zero; waited < _wait && !cancel.IsCancellationRequested; waited += _step)
        {
            try
            {
                admin.GetMetadata(_step);
                return null;
            }
            catch (KafkaException e)
            {
                if ((Volatile.Read(ref reason) ?? Explain(e.Error)) is { } known)
                {
                    return known;
                }
            }
        }

        return null;

        void Keep(Error error) => Interlocked.CompareExchange(ref reason, Explain(error), null);
    }

    /// <summary>An error of a connection in words, when a setting is at fault; else null.</summary>
    public static string? Explain(Error error) => error.Code switch
    {
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed =>
            "the broker refuses the login; check Kafka:Client:sasl.username, Kafka:Client:sasl.password and "
                + $"Kafka:Client:sasl.mechanism ({Reason(error)})",
        ErrorCode.UnsupportedSaslMechanism =>
            $"the broker does not know this kind of login; set Kafka:Client:sasl.mechanism ({Reason(error)})",
        _ when IsCertificateRefused(error.Reason) =>
            "the broker wants a client's certificate that it trusts; check Kafka:Client:ssl.keystore.location and its password, or "
                + $"Kafka:Client:ssl.certificate.location and Kafka:Client:ssl.key.location ({Reason(error)})",
        ErrorCode.Local_Ssl when error.Reason.Contains("verif", StringComparison.OrdinalIgnoreCase) =>
            "the broker's certificate is not trusted; set Kafka:Client:ssl.ca.location to the certificate of the "
                + $"authority that issued it ({Reason(error)})",
        ErrorCode.Local_Ssl =>
            $"TLS fails; check Kafka:Client:security.protocol and Kafka:Client:ssl.* ({Reason(error)})",
        _ when error.Reason.Contains("security.protocol", StringComparison.Ordinal) =>
            "it hangs up, as a broker does that wants TLS or a login, or none; set Kafka:Client:security.protocol to "
                + "plaintext, ssl, sasl_plaintext or sasl_ssl",
        _ => null,
    };

    /// <summary>By the alerts 42 to 46, 48 and 116 of TLS, which a broker sends once it has looked at what the client showed.</summary>
    private static bool IsCertificateRefused(string reason) =>
        reason.Contains("SSL alert number", StringComparison.Ordinal)
        && (reason.Contains("certificate", StringComparison.OrdinalIgnoreCase) || reason.Contains("unknown ca", StringComparison.OrdinalIgnoreCase));

    private static string Reason(Error error) => error.Reason.ReplaceLineEndings(" ").Trim().TrimEnd('.');
}
