using System.Text.Json;
using StreamReco.Stages.Batches;
using StreamReco.StreamHost.Kafka.Spans;

namespace StreamReco.StreamHost.Replay;

/// <summary>
/// What a topic of answers says of an experiment, held against what the log gives: first all answers of the topic, then all of the log.
/// Holds some 60 bytes an answer.
/// </summary>
/// <param name="experiment">The experiment's id.</param>
internal sealed class ServedVariants(string experiment)
{
    private readonly Dictionary<(int Partition, long Offset), Variant?> _topic = [];
    private readonly Dictionary<int, long> _last = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Answers with the same arm and propensity.</summary>
    public long Equal { get; private set; }

    /// <summary>Answers with others.</summary>
    public long Different { get; private set; }

    /// <summary>Answers of an arm by the log that the topic has not got, before its last one.</summary>
    public long Missing { get; private set; }

    /// <summary>Answers of an arm where the log gives none.</summary>
    public long Extra => _topic.Values.LongCount(said => said is not null);

    /// <summary>The first difference in words; null for none.</summary>
    public string? First { get; private set; }

    /// <summary>Takes a record of the topic of answers; what is no answer to a click is passed over.</summary>
    public void Add(in TopicRecord record)
    {
        try
        {
            using var answer = JsonDocument.Parse(record.Value ?? []);
            if (answer.RootElement.ValueKind == JsonValueKind.Object && answer.RootElement.TryGetProperty("origin"u8, out var origin))
            {
                var (partition, offset) = (origin.GetProperty("partition"u8).GetInt32(), origin.GetProperty("offset"u8).GetInt64());
                _topic.TryAdd((partition, offset), VariantOf(answer.RootElement));
                _last[partition] = Math.Max(offset, _last.GetValueOrDefault(partition));
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // No answer of this program: 'replay verify' counts such records.
        }
    }

    /// <summary>Takes an answer of the log.</summary>
    public void See(int partition, RecommendationRequest request)
    {
        Variant? given = null;
        foreach (var arm in request.Arms.Arms)
        {
            given = arm.Experiment == experiment ? new Variant(arm.Variant, arm.Propensity) : given;
        }

        if (!_topic.Remove((partition, request.Offset), out var said))
        {
            Missing += given is not null && request.Offset <= _last.GetValueOrDefault(partition, -1) ? 1 : 0;
        }
        else if (said == given)
        {
            Equal += given is null ? 0 : 1;
        }
        else
        {
            Different++;
            First ??= $"answer {partition}-{request.Offset} to {request.UserId}: {Says(said)} in the topic, {Says(given)} by the log";
        }
    }

    /// <summary>All answers of the log are there.</summary>
    public void End()
    {
        foreach (var ((partition, offset), said) in _topic.Where(left => left.Value is not null)
            .OrderBy(left => left.Key.Partition).ThenBy(left => left.Key.Offset).Take(1))
        {
            First ??= $"answer {partition}-{offset}: {Says(said)} in the topic, where the log gives no answer";
        }
    }

    private Variant? VariantOf(JsonElement answer)
    {
        if (!answer.TryGetProperty("experiments"u8, out var experiments))
        {
            return null;
        }

        foreach (var one in experiments.EnumerateArray())
        {
            if (one.GetProperty("name"u8).ValueEquals(experiment))
            {
                var name = one.GetProperty("variant"u8).GetString()!;
                return new Variant(_names.TryAdd(name, name) ? name : _names[name], one.GetProperty("propensity"u8).GetDouble());
            }
        }

        return null;
    }

    private static string Says(Variant? variant) =>
        variant is { } said ? FormattableString.Invariant($"{said.Name} with propensity {said.Propensity:R}") : "no arm";

    private readonly record struct Variant(string Name, double Propensity);
}
