using System.Text.Json;

namespace StreamReco.Rig.Checking;

/// <summary>What a read-committed reader found in the output topics, read by nothing but a JSON parser.</summary>
internal sealed class SeenOutput
{
    /// <summary>The recommendations in the order of their topic's partitions.</summary>
    public List<(string Id, string User, int Partition, long Offset)> Answers { get; } = [];

    /// <summary>Items, model and time of each answer as text: all of it but <c>emitted_at</c>.</summary>
    public Dictionary<string, string> Contents { get; } = new(StringComparer.Ordinal);

    /// <summary>Where each rejected record came from, why, and its bytes.</summary>
    public List<(int Partition, long Offset, string Reason, byte[] Payload)> Rejected { get; } = [];

    public static SeenOutput Of(IReadOnlyList<TopicRecord> recommendations, IReadOnlyList<TopicRecord> rejected)
    {
        var seen = new SeenOutput();
        foreach (var record in recommendations)
        {
            seen.TakeAnswer(record);
        }

        foreach (var record in rejected)
        {
            seen.TakeRejected(record);
        }

        return seen;
    }

    private void TakeAnswer(TopicRecord record)
    {
        using var json = JsonDocument.Parse(record.Value);
        var root = json.RootElement;
        var id = root.GetProperty("recommendation_id").GetString()!;
        var origin = root.GetProperty("origin");
        Answers.Add((
            id,
            root.GetProperty("user_id").GetString()!,
            origin.GetProperty("partition").GetInt32(),
            origin.GetProperty("offset").GetInt64()));
        Contents[id] = string.Join('\n', root.EnumerateObject()
            .Where(field => field.Name != "emitted_at")
            .Select(field => $"{field.Name}: {field.Value.GetRawText()}"));
    }

    private void TakeRejected(TopicRecord record)
    {
        using var json = JsonDocument.Parse(record.Value);
        var root = json.RootElement;
        var origin = root.GetProperty("origin");
        Rejected.Add((
            origin.GetProperty("partition").GetInt32(),
            origin.GetProperty("offset").GetInt64(),
            root.GetProperty("failure_type").GetString()!,
            root.GetProperty("payload").GetBytesFromBase64()));
    }
}
