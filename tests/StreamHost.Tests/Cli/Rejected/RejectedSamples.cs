using System.Text;
using StreamReco.Models.Decoding;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cli.Rejected;

namespace StreamReco.StreamHost.Tests.Cli.Rejected;

/// <summary>Rejected records as the pipeline's own encoder writes them.</summary>
internal static class RejectedSamples
{
    public const long ReceivedMs = 1_750_000_000_000;

    public static readonly ValidationFailure NoType = new(FailureType.Invalid, "event_type", "event_type is missing.");

    public static IReadOnlyList<OutboundRecord> Encode(
        long offset, byte[] payload, ValidationFailure failure, string? key = "u1", string topic = "clicks",
        int payloadBytesMax = 1 << 19, params KeyValuePair<string, byte[]>[] headers)
    {
        using var encoder = new RejectedEncoder(
            new ShardId("streamreco", topic, 0), "1.0.0", payloadBytesMax, TimeProvider.System);
        var written = new List<OutboundRecord>();
        var bytes = key is null ? null : Encoding.UTF8.GetBytes(key);
        encoder.Encode(new(new(offset, ReceivedMs, bytes, payload, headers), failure), written);
        return written;
    }

    public static RejectedEntry Parse(OutboundRecord record) =>
        RejectedParser.Parse(new LogRecord(0, 0, record.Key, record.Value, null)).ShouldNotBeNull();

    public static RejectedEntry Entry(string payload, ValidationFailure? failure = null, string? key = "u1") =>
        Parse(Encode(7, Encoding.UTF8.GetBytes(payload), failure ?? NoType, key).Single());
}
