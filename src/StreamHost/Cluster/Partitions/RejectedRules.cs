using System.Text.Json;
using System.Text.RegularExpressions;
using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>Counts committed rejected records of a process by reason and field. Thread-safe, bounded.</summary>
public sealed partial class RejectedRules
{
    /// <summary>More than there are rules; what comes beyond is counted under no field.</summary>
    private const int RulesMax = 200;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Reason, string? Field), long> _counts = [];

    /// <summary>Every rule that was broken, by reason and field.</summary>
    public IReadOnlyList<RejectedRule> Counts
    {
        get
        {
            lock (_gate)
            {
                return [.. _counts.OrderBy(rule => rule.Key).Select(rule => new RejectedRule(rule.Key.Reason, rule.Key.Field, rule.Value, 0))];
            }
        }
    }

    /// <summary>Takes in what was committed; a record of several parts counts once.</summary>
    public void Add(IReadOnlyList<OutboundRecord> committed)
    {
        foreach (var record in committed)
        {
            if (record is { Topic: OutboundTopic.Rejected, ValueBytes.IsNull: false })
            {
                Add(JsonDocument.Parse(record.ValueBytes.Memory));
            }
        }
    }

    private void Add(JsonDocument rejected)
    {
        using var owned = rejected;
        var root = rejected.RootElement;
        if (root.TryGetProperty("part", out var part) && part.GetInt32() != 1)
        {
            return;
        }

        var reason = root.GetProperty("failure_type").GetString()!;
        lock (_gate)
        {
            foreach (var error in root.GetProperty("errors").EnumerateArray())
            {
                var field = error.GetProperty("field").GetString();
                var rule = (reason, field is null ? null : ListPlace().Replace(field, ".*"));
                rule = _counts.Count < RulesMax || _counts.ContainsKey(rule) ? rule : (reason, null);
                _counts[rule] = _counts.GetValueOrDefault(rule) + 1;
            }
        }
    }

    [GeneratedRegex(@"\.\d+|\[\d+\]")]
    private static partial Regex ListPlace();
}
