using System.Text;
using StreamReco.Models.Bots;
using StreamReco.Stages.DataQuality;
using StreamReco.Stages.Records;
using StreamReco.Stages.Serving;

namespace StreamReco.TestKit.Events;

/// <summary>The records of one partition, as they are written down for a test: offsets rise from a start.</summary>
public sealed class PartitionLog(long start = 0)
{
    private readonly List<LogRecord> _records = [];

    public IReadOnlyList<LogRecord> Records => _records;

    /// <summary>The offset of the next record.</summary>
    public long NextOffset { get; private set; } = start;

    /// <summary>Adds a record.</summary>
    /// <param name="value">Its bytes.</param>
    /// <param name="receivedMs">Kafka's timestamp, Unix milliseconds.</param>
    public PartitionLog Add(byte[] value, long receivedMs) => Add(value, receivedMs, headers: null);

    /// <summary>Adds a tick: time has passed although no click came.</summary>
    public PartitionLog AddTick(long receivedMs) =>
        Add([], receivedMs, [KeyValuePair.Create(ControlHeaders.Punctuation, Encoding.UTF8.GetBytes("1"))]);

    /// <summary>Adds an erasure: a user is to be forgotten.</summary>
    public PartitionLog AddErasure(string userId, long receivedMs)
    {
        _records.Add(new LogRecord(
            NextOffset++, receivedMs, Encoding.UTF8.GetBytes(userId), [], [KeyValuePair.Create(ControlHeaders.Erasure, Array.Empty<byte>())]));
        return this;
    }

    /// <summary>Adds a change of model.</summary>
    public PartitionLog AddModelChange(string version, long receivedMs) =>
        Add([], receivedMs, [KeyValuePair.Create(ControlHeaders.ModelChange, Encoding.UTF8.GetBytes(version))]);

    /// <summary>Adds a version of an experiment.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="definition">JSON; empty to forget it.</param>
    /// <param name="receivedMs">Kafka's timestamp, Unix milliseconds.</param>
    public PartitionLog AddExperiment(string id, string definition, long receivedMs) =>
        Add(Encoding.UTF8.GetBytes(definition), receivedMs, [KeyValuePair.Create(ControlHeaders.Experiment, Encoding.UTF8.GetBytes(id))]);

    /// <summary>Adds a change of quality rules.</summary>
    /// <param name="rules">The rules file.</param>
    /// <param name="receivedMs">Kafka's timestamp, Unix milliseconds.</param>
    public PartitionLog AddQualityRules(string rules, long receivedMs) =>
        Add(Encoding.UTF8.GetBytes(rules), receivedMs, [KeyValuePair.Create(ControlHeaders.QualityRules, Array.Empty<byte>())]);

    /// <summary>Adds segments of users.</summary>
    /// <param name="segments">JSON.</param>
    /// <param name="receivedMs">Kafka's timestamp, Unix milliseconds.</param>
    public PartitionLog AddSegments(string segments, long receivedMs) =>
        Add(Encoding.UTF8.GetBytes(segments), receivedMs, [KeyValuePair.Create(ControlHeaders.Segments, "1"u8.ToArray())]);

    /// <summary>Adds a consent policy.</summary>
    /// <param name="policy">What holds for users who said nothing, as JSON.</param>
    /// <param name="receivedMs">Kafka's timestamp, Unix milliseconds.</param>
    public PartitionLog AddConsentPolicy(byte[] policy, long receivedMs) =>
        Add(policy, receivedMs, [KeyValuePair.Create(ControlHeaders.Consent, Array.Empty<byte>())]);

    /// <summary>Adds a bot policy.</summary>
    /// <param name="policy">Weights and thresholds, as JSON.</param>
    /// <param name="receivedMs">Kafka's timestamp, Unix milliseconds.</param>
    public PartitionLog AddBotPolicy(byte[] policy, long receivedMs) =>
        Add(policy, receivedMs, [KeyValuePair.Create(ControlHeaders.BotPolicy, Array.Empty<byte>())]);

    /// <summary>Adds what an operator decided of a user.</summary>
    public PartitionLog AddBotDecision(string userId, BotDecision decision, long receivedMs) =>
        Add(new BotDecisionRecord(userId, decision).ToBytes(), receivedMs, [KeyValuePair.Create(ControlHeaders.BotDecision, Array.Empty<byte>())]);

    /// <summary>Adds an identity policy.</summary>
    /// <param name="policy">Whether events link ids, as JSON.</param>
    /// <param name="receivedMs">Kafka's timestamp, Unix milliseconds.</param>
    public PartitionLog AddIdentityPolicy(byte[] policy, long receivedMs) =>
        Add(policy, receivedMs, [KeyValuePair.Create(ControlHeaders.IdentityPolicy, Array.Empty<byte>())]);

    /// <summary>Adds what is asked of the link of an anonymous id.</summary>
    public PartitionLog AddLink(LinkRecord link, long receivedMs) =>
        Add(link.ToBytes(), receivedMs, [KeyValuePair.Create(ControlHeaders.Link, Array.Empty<byte>())]);

    /// <summary>Adds what a shard wrote into the log.</summary>
    public PartitionLog AddTold(in OutboundRecord told)
    {
        _records.Add(new LogRecord(NextOffset++, told.Forwarded!.TimestampMs, told.Key, told.Value, told.Forwarded.Headers));
        return this;
    }

    /// <summary>Adds a click that comes out of the quarantine.</summary>
    public PartitionLog AddReleased(byte[] value, long receivedMs) =>
        Add(value, receivedMs, [KeyValuePair.Create(ControlHeaders.Released, Array.Empty<byte>())]);

    /// <summary>Adds a record of a source.</summary>
    /// <param name="value">Its bytes.</param>
    /// <param name="receivedMs">Kafka's timestamp, Unix milliseconds.</param>
    /// <param name="source">The source, which stands in a header.</param>
    public PartitionLog AddOf(byte[] value, long receivedMs, string source) =>
        Add(value, receivedMs, [KeyValuePair.Create(RecordSource.Header, Encoding.UTF8.GetBytes(source))]);

    /// <summary>Leaves offsets out, as transaction markers and compaction do.</summary>
    public PartitionLog Skip(int offsets)
    {
        NextOffset += offsets;
        return this;
    }

    /// <summary>The records from one offset on, below another one, as a micro-batch that ends there.</summary>
    public RecordBatch Slice(long from, long until) =>
        new([.. _records.Where(record => record.Offset >= from && record.Offset < until)], until);

    /// <summary>The records from an offset on, cut into micro-batches; the last size repeats.</summary>
    public IEnumerable<RecordBatch> Batches(long from, IReadOnlyList<int> sizes)
    {
        var turn = 0;
        while (from < NextOffset)
        {
            var until = Math.Min(NextOffset, from + Math.Max(1, sizes[Math.Min(turn++, sizes.Count - 1)]));
            yield return Slice(from, until);
            from = until;
        }
    }

    private PartitionLog Add(byte[]? value, long receivedMs, IReadOnlyList<KeyValuePair<string, byte[]>>? headers)
    {
        _records.Add(new LogRecord(NextOffset++, receivedMs, Key: null, value, headers));
        return this;
    }
}
