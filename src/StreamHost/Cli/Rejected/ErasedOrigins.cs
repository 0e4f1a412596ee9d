using StreamReco.Stages;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Kafka.Erasures;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>
/// Tells events of users who were erased later: sent again they would stand behind the erasure and bring the user back.
/// </summary>
internal sealed class ErasedOrigins
{
    private readonly Dictionary<string, ErasureEntry> _entries = new(StringComparer.Ordinal);
    private readonly Pseudonymizer? _hashes;
    private readonly Pseudonymizer? _pseudonyms;

    private ErasedOrigins(PipelineOptions options, IEnumerable<ErasureEntry> entries)
    {
        _hashes = Pseudonymizer.OpenForErasures(options.Privacy);
        _pseudonyms = Pseudonymizer.Open(options.Privacy);
        foreach (var entry in entries.OrderBy(entry => entry.RequestedMs))
        {
            _entries[entry.Hash] = entry;
        }
    }

    /// <exception cref="PseudonymKeyException">Users were erased, and their key is not at hand.</exception>
    public static async Task<ErasedOrigins> ReadAsync(
        StreamRecoOptions options, TimeProvider time, CancellationToken cancel)
    {
        var ledger = new KafkaErasureLedger(options.Kafka, options.Pipeline.Privacy, time);
        var entries = (await new ErasureTopic(options.Kafka, time).ReadAsync(cancel))
            .Where(entry => entry.Topic == options.Kafka.Clicks || entry.Topic == options.Kafka.ByUser).ToArray();
        Array.ForEach(entries, ledger.CheckKey);
        return new ErasedOrigins(options.Pipeline, entries);
    }

    /// <summary>Whether the event's user was erased after the event came.</summary>
    public bool Includes(ResentClick click)
    {
        if (_entries.Count == 0
            || !_entries.TryGetValue(_hashes!.Of(_pseudonyms?.Of(click.UserId) ?? click.UserId), out var entry))
        {
            return false;
        }

        return click.Origin.Topic == entry.Topic && click.Origin.Partition < entry.Offsets.Count
            ? click.Origin.Offset < entry.Offsets[click.Origin.Partition]
            : click.TimestampMs <= entry.RequestedMs;
    }
}
