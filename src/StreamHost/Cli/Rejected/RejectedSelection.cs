using System.CommandLine;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>Which rejected records a command is about: <c>--origin</c>, <c>--reason</c>, <c>--since</c>.</summary>
internal sealed class RejectedSelection
{
    private static readonly string[] _reasons = ["malformed", "invalid", "oversized", "future", "ancient", "late", "rule", "quarantined"];

    private readonly Option<string[]> _origin = new("--origin")
    {
        Description = "A record by where it stood, topic/partition@offset; repeatable.",
        HelpName = "ORIGIN",
    };

    private readonly Option<string> _reason = new Option<string>("--reason")
    {
        Description = $"Only records rejected for this reason: {string.Join(", ", _reasons)}.",
        HelpName = "REASON",
    }.AcceptOnlyFromAmong(_reasons);

    private readonly Option<DateTimeOffset?> _since = new("--since")
    {
        Description = "Only records rejected at or after this time.",
        HelpName = "TIME",
    };

    public void AddTo(Command command, bool withOrigin)
    {
        command.Add(_reason);
        command.Add(_since);
        if (withOrigin)
        {
            command.Add(_origin);
        }
    }

    /// <summary>Whether the line names records at all, by reason or by origin.</summary>
    public bool IsNamed(CommandContext context) =>
        context.Value(_reason) is not null || context.Parse.GetValue(_origin) is { Length: > 0 };

    /// <summary>Reads the topic and tells <paramref name="see"/> each selected record or part of one.</summary>
    /// <returns>Records of the topic that break the contract and were passed over.</returns>
    /// <exception cref="KafkaSetupException">The topic cannot be read.</exception>
    public long Read(CommandContext context, KafkaOptions options, Action<RejectedEntry> see, CancellationToken cancel)
    {
        var reason = context.Value(_reason);
        var since = context.Value(_since);
        var origins = (context.Parse.GetValue(_origin) ?? []).Select(OriginText.Parse).ToHashSet();
        var foreign = 0L;
        using var topic = new TopicSpanReader(options, ("Kafka:Rejected", options.Rejected));
        topic.Read(Find(context, options, topic, since, cancel), (_, record) =>
        {
            var entry = RejectedParser.Parse(record);
            if (entry is null)
            {
                foreign++;
            }
            else if ((reason is null || entry.Reason == reason) && !(entry.RejectedAt < since)
                && (origins.Count == 0 || origins.Contains(entry.Origin)))
            {
                see(entry);
            }
        }, cancel);
        return foreign;
    }

    private static ClickSpan Find(
        CommandContext context, KafkaOptions options, TopicSpanReader topic, DateTimeOffset? since, CancellationToken cancel)
    {
        using var wait = BrokerWait.Begin(context, options);
        return topic.Find(since, to: null, cancel);
    }

    /// <summary>As <see cref="Read"/>, with the parts joined.</summary>
    /// <param name="countMax">More records than these are an error, not a silent cut.</param>
    /// <exception cref="UserErrorException">More records than <paramref name="countMax"/>, or none.</exception>
    public IReadOnlyList<RejectedEntry> ReadWhole(
        CommandContext context, KafkaOptions options, int countMax, CancellationToken cancel)
    {
        var parts = new RejectedParts();
        Read(context, options, entry =>
        {
            parts.Add(entry);
            if (parts.Count > countMax)
            {
                throw new UserErrorException(
                    $"More than {countMax:N0} records are selected (--limit); narrow it by --reason or --since.");
            }
        }, cancel);
        var entries = parts.Join(out var incomplete);
        if (incomplete > 0)
        {
            context.Screen.Error.WriteLine(
                $"{incomplete:N0} records are left out: not all parts of their payload are in the topic any more.");
        }

        return entries.Count > 0
            ? entries
            : throw new UserErrorException($"Topic '{options.Rejected}' (Kafka:Rejected) holds no such record.");
    }
}
