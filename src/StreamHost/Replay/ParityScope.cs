using System.Text.Json;
using StreamReco.StreamHost.Kafka.Spans;

namespace StreamReco.StreamHost.Replay;

/// <summary>Which live answers a replay ought to have repeated.</summary>
internal sealed class ParityScope
{
    private readonly Dictionary<int, PartitionSpan>? _spans;
    private readonly IReadOnlySet<string>? _users;

    /// <param name="spans">The spans that were replayed; null for everything.</param>
    /// <param name="users">The users whose answers were let out; null for all.</param>
    public ParityScope(IReadOnlyList<PartitionSpan>? spans, IReadOnlySet<string>? users)
    {
        _spans = spans?.ToDictionary(span => span.Partition);
        _users = users;
    }

    /// <summary>Whether the answer's click lies in the spans and its user is among those let out.</summary>
    public bool Includes(JsonElement answer) => IsInSpan(answer) && IsLetOut(answer);

    private bool IsInSpan(JsonElement answer) => _spans is null
        || (answer.TryGetProperty("origin"u8, out var origin)
            && _spans.TryGetValue(origin.GetProperty("partition"u8).GetInt32(), out var span)
            && origin.GetProperty("offset"u8).GetInt64() is var offset && offset >= span.From && offset < span.To);

    private bool IsLetOut(JsonElement answer) => _users is null
        || (answer.TryGetProperty("user_id"u8, out var user) && _users.Contains(user.GetString() ?? ""));
}
