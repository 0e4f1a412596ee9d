using System.Text.Json;

namespace StreamReco.Rig.Checking;

/// <summary>
/// Works out what is due from one partition of the clicks topic, by the contract alone: its reading of JSON, its
/// de-duplication, watermark and throttle are its own, and it shares no code with the pipeline. It knows the fields that
/// <see cref="Chaos.ClickLoad"/> writes.
/// </summary>
internal sealed class DueFold(int partition, DueRules rules, DueWork work)
{
    private sealed class Visitor
    {
        public Queue<string> Ids { get; } = new();

        public long? AnsweredMs { get; set; }

        public long? WaitingOffset { get; set; }
    }

    private sealed record Click(string Id, string Type, string User, long TimeMs);

    private static readonly string[] _withItem =
        ["view_item", "select_item", "add_to_cart", "remove_from_cart", "purchase"];

    private readonly Dictionary<string, Visitor> _visitors = new(StringComparer.Ordinal);
    private readonly PriorityQueue<(string User, long Offset, long DueMs), (long DueMs, long Offset)> _waiting = new();
    private long? _latestMs;

    /// <summary>What is due from a whole topic.</summary>
    public static DueWork Of(IEnumerable<TopicRecord> records, DueRules rules)
    {
        var work = new DueWork();
        foreach (var partition in records.GroupBy(record => record.Partition))
        {
            var fold = new DueFold(partition.Key, rules, work);
            foreach (var record in partition.OrderBy(record => record.Offset))
            {
                fold.Take(record);
            }

            work.Waiting += fold._visitors.Values.Count(visitor => visitor.WaitingOffset is not null);
        }

        return work;
    }

    private void Take(TopicRecord record)
    {
        if (record.IsTick)
        {
            work.Ticks++;
            Release(long.MaxValue);
            return;
        }

        work.Read++;
        var (click, reason) = Read(record);
        if (click is null)
        {
            work.Rejected.Add((partition, record.Offset), (reason, record.Value ?? []));
            return;
        }

        var visitor = _visitors.TryGetValue(click.User, out var known) ? known : null;
        if (visitor?.Ids.Contains(click.Id) == true)
        {
            work.Duplicate++;
        }
        else if (_latestMs - rules.OutOfOrdernessMs - rules.AllowedLatenessMs > click.TimeMs)
        {
            work.Rejected.Add((partition, record.Offset), ("late", record.Value!));
        }
        else
        {
            Apply(click, visitor ?? (_visitors[click.User] = new Visitor()), record.Offset);
        }
    }

    private void Apply(Click click, Visitor visitor, long offset)
    {
        work.Applied++;
        _latestMs = Math.Max(_latestMs ?? long.MinValue, click.TimeMs);
        visitor.Ids.Enqueue(click.Id);
        if (visitor.Ids.Count > rules.DedupeEventsMax)
        {
            visitor.Ids.Dequeue();
        }

        var atOnce = rules.EmitIntervalMs == 0 || click.Type is "add_to_cart" or "purchase";
        if (atOnce || visitor.AnsweredMs is not { } answered || click.TimeMs - answered >= rules.EmitIntervalMs)
        {
            visitor.AnsweredMs = Math.Max(visitor.AnsweredMs ?? long.MinValue, click.TimeMs);
            visitor.WaitingOffset = null;
            Answer(offset);
        }
        else
        {
            var dueMs = answered + rules.EmitIntervalMs;
            visitor.WaitingOffset = offset;
            _waiting.Enqueue((click.User, offset, dueMs), (dueMs, offset));
        }

        Release(_latestMs.Value - rules.OutOfOrdernessMs);
    }

    private void Release(long untilMs)
    {
        while (_waiting.TryPeek(out var next, out _) && next.DueMs <= untilMs)
        {
            _waiting.Dequeue();
            var visitor = _visitors[next.User];
            if (visitor.WaitingOffset == next.Offset)
            {
                visitor.WaitingOffset = null;
                visitor.AnsweredMs = next.DueMs;
                Answer(next.Offset);
            }
        }
    }

    private void Answer(long offset) => work.Answers.Add($"{partition}-{offset}-A");

    private (Click? Click, string Reason) Read(TopicRecord record)
    {
        try
        {
            using var json = JsonDocument.Parse(record.Value);
            var root = json.RootElement;
            if (Text(root, "event_id") is not { } id || Text(root, "event_type") is not { } type
                || Text(root, "user_id") is not { } user || (_withItem.Contains(type) && !NamesItem(root))
                || !root.TryGetProperty("timestamp", out var time))
            {
                return (null, "invalid");
            }

            var click = new Click(id, type, user, time.GetInt64());
            return click.TimeMs - rules.FutureSkewMs > record.TimestampMs ? (null, "future") : (click, "");
        }
        catch (JsonException)
        {
            return (null, "malformed");
        }
    }

    private static string? Text(JsonElement root, string field) =>
        root.TryGetProperty(field, out var value) ? value.GetString() : null;

    private static bool NamesItem(JsonElement root) =>
        root.TryGetProperty("items", out var items) && items.GetArrayLength() > 0;
}
