using StreamReco.Models.Experiments.Feedback;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Serving;
using StreamReco.Stages.Setup;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Replay;

/// <summary>
/// The clicks topic folded from its beginning, partition by partition, for the sake of its experiments. Reads; touches no group's
/// offsets, no state and no other topic.
/// </summary>
/// <param name="options">The settings of the nodes whose log it is.</param>
/// <param name="models">Their models.</param>
/// <param name="time">The clock of the stages; nothing depends on it.</param>
internal sealed class ExperimentLog(StreamRecoOptions options, IModelProvider models, TimeProvider time)
{
    private const int BatchRecords = 500;

    private readonly SortedDictionary<int, Partition> _partitions = [];

    /// <summary>An experiment that runs from before the first record, in place of those of the log; null for those of the log.</summary>
    public ExperimentDefinition? InPlace { get; init; }

    /// <summary>Receives the partition and each answer that a node would have made; null for none.</summary>
    public Action<int, RecommendationRequest>? See { get; init; }

    /// <summary>Offsets at which <see cref="Reached"/> is called, by partition.</summary>
    public IReadOnlyDictionary<int, long> Stops { get; init; } = new Dictionary<int, long>();

    /// <summary>Receives a partition that was folded up to its stop; once for each.</summary>
    public Action<int, ExperimentReplay>? Reached { get; init; }

    /// <summary>The partitions with records, rising.</summary>
    public IReadOnlyDictionary<int, ExperimentReplay> Partitions => _partitions.ToDictionary(one => one.Key, one => one.Value.Replay);

    /// <summary>Partitions whose log does not begin at offset 0 any more, with the offset where it does.</summary>
    public IReadOnlyList<(int Partition, long First)> Truncated =>
        [.. _partitions.Where(one => one.Value.First > 0).Select(one => (one.Key, one.Value.First))];

    /// <summary>Ledger and watermark of each partition.</summary>
    public IEnumerable<(FeedbackLedger Ledger, long NowMs)> Ledgers =>
        _partitions.Values.Select(partition => (partition.Replay.Experiments.Ledger, partition.Replay.WatermarkMs));

    /// <summary>All versions of an experiment that a partition knows, the first one first; none where it is unknown.</summary>
    public IReadOnlyList<ExperimentDefinition> VersionsOf(string id) =>
    [
        .. _partitions.Values.SelectMany(partition => partition.Replay.Experiments.Book.VersionsOf(id))
            .DistinctBy(version => version.Experiment.Version).OrderBy(version => version.Experiment.Version),
    ];

    /// <summary>The ids of all experiments that a partition knows at the end.</summary>
    public IReadOnlyList<string> Ids =>
    [
        .. _partitions.Values.SelectMany(partition => partition.Replay.Experiments.Book.Newest).Select(newest => newest.Experiment.Id)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>Folds the topic up to where it ends now; blocks until it is done.</summary>
    /// <param name="progress">Receives records read and offsets in all.</param>
    /// <param name="cancel">Stops between records.</param>
    /// <exception cref="KafkaSetupException">No broker answers, or there is no such topic.</exception>
    public void Read(Action<long, long> progress, CancellationToken cancel)
    {
        var source = options.Kafka.Repartition ? ("Kafka:ByUser", options.Kafka.ByUser) : ("Kafka:Clicks", options.Kafka.Clicks);
        TopicSpanReader.Read(options.Kafka, source, null, null, (partition, record) => Add(partition, record, cancel), cancel, progress);
        End(cancel);
    }

    /// <summary>Takes the next record of a partition.</summary>
    public void Add(int partition, in LogRecord record, CancellationToken cancel)
    {
        if (!_partitions.TryGetValue(partition, out var log))
        {
            _partitions.Add(partition, log = new Partition(Open(partition), record.Offset, Stops.TryGetValue(partition, out var stop) ? stop : null));
        }

        if (record.Offset >= log.Stop)
        {
            FoldToStop(partition, log, cancel);
        }

        if (InPlace is null || record.Kind is not (LogRecordKind.Experiment or LogRecordKind.Segments or LogRecordKind.ModelChange))
        {
            log.Records.Add(record);
        }

        if (log.Records.Count == BatchRecords)
        {
            Fold(partition, log, cancel);
        }
    }

    /// <summary>All records are there.</summary>
    public void End(CancellationToken cancel)
    {
        foreach (var (partition, log) in _partitions)
        {
            if (log.Stop is not null)
            {
                FoldToStop(partition, log, cancel);
            }

            Fold(partition, log, cancel);
        }
    }

    private ExperimentReplay Open(int partition)
    {
        var kafka = options.Kafka;
        var replay = new ExperimentReplay(new ShardParts(
            new ShardId(kafka.Group, kafka.Clicks, partition), options.Pipeline, models, new CatalogTable(), time)
        {
            Emission = new EmitPolicy { Users = See is null ? new HashSet<string>() : null, Rejected = false, Log = false },
        });
        if (InPlace is not null)
        {
            replay.Start(InPlace);
        }

        return replay;
    }

    private void FoldToStop(int partition, Partition log, CancellationToken cancel)
    {
        Fold(partition, log, cancel);
        log.Stop = null;
        Reached?.Invoke(partition, log.Replay);
    }

    /// <summary>Blocks: models are loaded on the way, where the log names one.</summary>
    private void Fold(int partition, Partition log, CancellationToken cancel)
    {
        if (log.Records is not [.., var last])
        {
            return;
        }

        Action<RecommendationRequest>? see = See is null ? null : request => See(partition, request);
        log.Replay.FoldAsync(new RecordBatch([.. log.Records], last.Offset + 1), see, cancel).GetAwaiter().GetResult();
        log.Records.Clear();
    }

    private sealed class Partition(ExperimentReplay replay, long first, long? stop)
    {
        public ExperimentReplay Replay { get; } = replay;

        public long First { get; } = first;

        public long? Stop { get; set; } = stop;

        public List<LogRecord> Records { get; } = new(BatchRecords);
    }
}
