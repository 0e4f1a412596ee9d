using System.Text.Json;
using Confluent.Kafka;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>
/// What must come of a clicks topic when each click is answered, worked out from its records by rules of its own: no
/// code is shared with the pipeline. Knows the records of <see cref="PathClicks"/>: good, repeated, or not JSON.
/// </summary>
internal sealed class ExpectedPath
{
    private readonly HashSet<(string User, string Event)> _seen = [];
    private readonly Dictionary<string, string> _lastOf = new(StringComparer.Ordinal);

    /// <summary>Records but ticks.</summary>
    public int Read { get; private set; }

    public int Duplicates { get; private set; }

    public int Ticks { get; private set; }

    /// <summary>The id of the answer to each good click.</summary>
    public HashSet<string> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>The id of the answer to the last good click of each user.</summary>
    public IReadOnlyCollection<string> LastAnswers => _lastOf.Values;

    /// <summary>Partition and offset of each malformed record.</summary>
    public HashSet<(int Partition, long Offset)> Malformed { get; } = [];

    public static async Task<ExpectedPath> ReadAsync(string bootstrap, string topic)
    {
        var expected = new ExpectedPath();
        foreach (var record in await TopicReader.ReadAllAsync(bootstrap, topic))
        {
            expected.Take(record);
        }

        return expected;
    }

    private void Take(ConsumeResult<byte[], byte[]> record)
    {
        if (record.Message.Headers is { Count: > 0 } headers && headers.Any(header => header.Key is "streamreco-tick" or "streamreco-model"))
        {
            Ticks++;
            return;
        }

        Read++;
        if (Parse(record.Message.Value) is not { } click)
        {
            Malformed.Add((record.Partition.Value, record.Offset.Value));
        }
        else if (!_seen.Add(click))
        {
            Duplicates++;
        }
        else
        {
            var id = $"{record.Partition.Value}-{record.Offset.Value}-A";
            Answers.Add(id);
            _lastOf[click.User] = id;
        }
    }

    private static (string User, string Event)? Parse(byte[] value)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            var click = json.RootElement;
            return (click.GetProperty("user_id").GetString()!, click.GetProperty("event_id").GetString()!);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
