using System.Text;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Stages;
using StreamReco.Stages.Decoding;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>
/// Judges an event by the pipeline's own decoding and rules before it is sent again, and links it to its origin.
/// Lateness is not judged here: it depends on the partition's watermark (<see cref="Watermarks"/>).
/// </summary>
/// <param name="options">The rules.</param>
/// <param name="clicks">The topic that events are sent to.</param>
internal sealed class ResendCheck(PipelineOptions options, string clicks)
{
    /// <summary>Names the rejected record that a click comes from, as <see cref="RecordOrigin"/> writes it.</summary>
    public const string LinkHeader = "streamreco-repaired-from";

    /// <summary>CloudEvents' header, where <see cref="DecodeStage"/> finds the id of a body without one.</summary>
    private const string IdHeader = "ce_id";

    private readonly DecodeStage _decode = new(options);
    private readonly ValidateStage _validate = new(options.Validation);
    private readonly Pseudonymizer? _pseudonyms = Pseudonymizer.Open(options.Privacy);
    private readonly ClickEvent _click = new();

    /// <param name="entry">The rejected record, its parts joined.</param>
    /// <param name="value">The event to be sent for it.</param>
    /// <param name="failure">Why it would be rejected again; null when it would not.</param>
    /// <returns>What to send, or null.</returns>
    public ResentClick? Make(RejectedEntry entry, byte[] value, out ValidationFailure? failure)
    {
        var headers = LinkedHeaders(entry);
        failure = Judge(entry, value, headers);
        if (failure is { Field: "event_id" } && !headers.Exists(header => header.Key == IdHeader))
        {
            // The origin makes the id, so that a second repair of the record is a repeat and not a second event.
            headers.Add(KeyValuePair.Create(IdHeader, Encoding.UTF8.GetBytes($"rejected:{entry.Origin}")));
            failure = Judge(entry, value, headers);
        }

        if (failure is not null)
        {
            return null;
        }

        var user = _click.UserId.ToString();
        var isUsersPartition = entry.Origin.Topic == clicks && entry.Key is { } key
            && key.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(_pseudonyms?.Of(user) ?? user));
        return new ResentClick(
            entry.Origin, user, isUsersPartition ? entry.Origin.Partition : null, value, entry.ReceivedMs, _click.EventTimeMs, headers);
    }

    private ValidationFailure? Judge(RejectedEntry entry, byte[] value, IReadOnlyList<KeyValuePair<string, byte[]>> headers)
    {
        var record = new LogRecord(entry.Origin.Offset, entry.ReceivedMs, entry.Key, value, headers);
        return _decode.Decode(record, _click) ?? _validate.Check(_click, record.TimestampMs);
    }

    private static List<KeyValuePair<string, byte[]>> LinkedHeaders(RejectedEntry entry) =>
    [
        .. entry.Headers.Where(
            header => header.Key != LinkHeader && header.Key != ControlHeaders.Released && !ControlHeaders.IsOne(header.Key)),
        KeyValuePair.Create(LinkHeader, Encoding.UTF8.GetBytes(entry.Origin.ToString())),
        .. entry.Reason == ValidationFailure.QuarantinedName
            ? (KeyValuePair<string, byte[]>[])[KeyValuePair.Create(ControlHeaders.Released, Array.Empty<byte>())] : [],
    ];
}
