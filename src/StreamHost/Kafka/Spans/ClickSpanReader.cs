using System.IO.Hashing;
using System.Runtime.InteropServices;
using StreamReco.Models.Data;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Stages;
using StreamReco.Stages.Decoding;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Spans;

/// <summary>
/// Reads a span of the clicks topic as historic clicks, by the pipeline's own decoding and rules: what the pipeline
/// would reject for its content is left out and counted, a repeat of an event counts once. Touches no group's offsets.
/// </summary>
internal sealed class ClickSpanReader
{
    private readonly KafkaOptions _options;
    private readonly DecodeStage _decode;
    private readonly ValidateStage _validate;
    private readonly StringPool _ids = new(capacity: 2_000_000);
    private readonly HashSet<ulong> _seen = [];
    private readonly List<PlacedClick> _clicks = [];
    private readonly SortedDictionary<string, long> _skipped = new(StringComparer.Ordinal);
    private readonly ClickEvent _click = new();

    public ClickSpanReader(KafkaOptions options, PipelineOptions pipeline)
    {
        _options = options;
        _decode = new DecodeStage(pipeline);
        _validate = new ValidateStage(pipeline.Validation);
    }

    /// <summary>Reads the span whole; blocks until it is read. Call once.</summary>
    /// <param name="from">Kafka's timestamp of the first record; null from the oldest on.</param>
    /// <param name="to">Kafka's timestamp behind the last record; null up to where the topic ends now.</param>
    /// <param name="progress">
    /// Told records read and records in all; transaction markers make the first fall short.
    /// </param>
    /// <param name="cancel">Stops between records.</param>
    /// <returns>The clicks by event time; equal times by partition and offset.</returns>
    /// <exception cref="KafkaSetupException">No broker answers, or it stops answering.</exception>
    /// <exception cref="DataFileException">The span holds no click.</exception>
    public ClickDataset Read(
        DateTimeOffset? from, DateTimeOffset? to, Action<long, long> progress, CancellationToken cancel)
    {
        TopicSpanReader.Read(_options, ("Kafka:Clicks", _options.Clicks), from, to, Add, cancel, progress);
        return Build();
    }

    private void Add(int partition, LogRecord record)
    {
        if (record.Kind != LogRecordKind.Click)
        {
            return;
        }

        if ((_decode.Decode(record, _click) ?? _validate.Check(_click, record.TimestampMs)) is { } failure)
        {
            Skip(failure.IsPassedOver ? "passed over" : ValidationFailure.NameOf(failure.Type));
        }
        else if (!_seen.Add(_click.EventIdHash ^ (XxHash3.HashToUInt64(MemoryMarshal.AsBytes(_click.UserId)) * 31)))
        {
            Skip("duplicate");
        }
        else
        {
            AddItems(partition, record.Offset);
        }
    }

    private void AddItems(int partition, long offset)
    {
        var user = _ids.Intern(_click.UserId);
        var session = _ids.Intern(_click.SessionId);
        foreach (var item in _click.Items)
        {
            _clicks.Add(new PlacedClick(
                new HistoricClick(user, session, item.ItemId, _click.EventTimeMs, _click.Type), partition, offset));
        }
    }

    private void Skip(string reason) => _skipped[reason] = _skipped.GetValueOrDefault(reason) + 1;

    private ClickDataset Build() => _clicks.Count > 0
        ? new ClickDataset(
            [.. _clicks.OrderBy(c => c.Click.TimeMs).ThenBy(c => c.Partition).ThenBy(c => c.Offset)
                .Select(c => c.Click)],
            [], _skipped, TimeNote: null)
        : throw new DataFileException(
            $"Topic '{_options.Clicks}' (Kafka:Clicks) on {_options.Bootstrap} holds no click in this span"
            + $"{Skipped()}; set --from and --to.");

    private string Skipped() => _skipped.Count > 0
        ? $" ({string.Join(", ", _skipped.Select(pair => $"{pair.Value} {pair.Key}"))})"
        : "";

    private readonly record struct PlacedClick(HistoricClick Click, int Partition, long Offset);
}
