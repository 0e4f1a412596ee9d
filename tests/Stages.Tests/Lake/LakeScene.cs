using StreamReco.Models.Lake;
using StreamReco.Stages.Lake;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;
using StreamReco.Stages.Tests.Shards;
using StreamReco.Stages.Verdicts;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Lake;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;
using Outcome = StreamReco.Stages.Tests.Shards.Outcome;

namespace StreamReco.Stages.Tests.Lake;

/// <summary>A log, the verdicts that a fold of it wrote, and a lake in memory.</summary>
internal sealed class LakeScene
{
    private readonly MemoryDisk _disk = new(seed: 1);

    public LakeScene(Scenario scenario)
        : this(scenario.Options(), scenario.Log(), log => Outcome.OfIncidents(scenario.Setup() with { WritesVerdicts = true }, log, scenario.Steps))
    {
    }

    /// <summary>A log that is folded in micro-batches of five.</summary>
    public LakeScene(PipelineOptions options, PartitionLog log)
        : this(options, log, all => Outcome.OfBatches(new ShardSetup(SmallModel.Create(items: 12)) { Options = options, WritesVerdicts = true }, all, [5]))
    {
    }

    private LakeScene(PipelineOptions options, PartitionLog log, Func<PartitionLog, Outcome> fold)
    {
        Options = options;
        Log = log;
        var outcome = fold(log);
        Answers =
        [
            .. outcome.Records.Where(record => record.Topic == OutboundTopic.Recommendations)
                .Select((record, i) => new LogRecord(i * 2, Scenario.StartMs + i, record.Key, record.Value, null)),
        ];
        Verdicts = [.. outcome.Records.Where(record => record.Topic == OutboundTopic.Verdicts).Select(record => record.Value!)];
    }

    public PipelineOptions Options { get; }

    public PartitionLog Log { get; }

    /// <summary>The values of the records of the verdicts.</summary>
    public List<byte[]> Verdicts { get; }

    /// <summary>The id of every topic; empty as of brokers that know none.</summary>
    public string TopicId { get; set; } = "";

    /// <summary>Ids of single topics, by the lake's word, where they are others.</summary>
    public Dictionary<string, string> TopicIds { get; } = [];

    /// <summary>Ends of single topics, by the lake's word, where they are others.</summary>
    public Dictionary<string, long> Ends { get; } = [];

    /// <summary>The records of the answers, a transaction marker after each.</summary>
    public IReadOnlyList<LogRecord> Answers { get; }

    public ClickLake Open() => ClickLake.Begin(new CrashingLakeFiles(_disk), "clicks", new LakeWriter("w", "test", TimeProvider.System));

    /// <summary>Writes what there is, in spans of so many rows, by one owner after the other; every second one is killed.</summary>
    public void Write(ClickLake lake, int rowsPerSpan, int stepsPerOwner = int.MaxValue, bool acceptsGaps = false)
    {
        var isDone = false;
        for (var owner = 1; !isDone; owner++)
        {
            using var partition = Partition(lake, rowsPerSpan, acceptsGaps);
            for (var step = 0; step < stepsPerOwner && !partition.IsAtEnd; step++)
            {
                partition.Step(TimeSpan.Zero, CancellationToken.None);
            }

            isDone = partition.IsAtEnd;
            if (isDone || owner % 2 == 0)
            {
                partition.Commit();
            }
        }
    }

    public LakePartition Partition(ClickLake lake, int rowsPerSpan, bool acceptsGaps = false)
    {
        LogRecord[] verdicts = [.. Verdicts.Select((value, i) => new LogRecord(i, 0, null, value, null))];
        var sources = new LakeSources(
            Source(LakeTopicWords.Clicks, Log.Records, Log.NextOffset), Source(LakeTopicWords.Verdicts, verdicts, verdicts.Length));
        return new LakePartition(
            lake, 0, sources, Options, new LakeOptions { CommitRowsMax = rowsPerSpan }, acceptsGaps, TimeSpan.Zero, TimeProvider.System);
    }

    /// <summary>Writes the answers, by one owner after the other.</summary>
    public void WriteAnswers(ClickLake lake, int rowsPerSpan, int stepsPerOwner)
    {
        for (var isDone = false; !isDone;)
        {
            using var partition = AnswerPartition(lake, rowsPerSpan);
            for (var step = 0; step < stepsPerOwner && !partition.IsAtEnd; step++)
            {
                partition.Step(TimeSpan.Zero, CancellationToken.None);
            }

            isDone = partition.IsAtEnd;
            partition.Commit();
        }
    }

    public AnswerPartition AnswerPartition(ClickLake lake, int rowsPerSpan) => new(
        lake, 0, Source(LakeTopicWords.Recommendations, Answers, Answers.Count * 2), new LakeOptions { CommitRowsMax = rowsPerSpan },
        TimeProvider.System);

    /// <summary>Offsets that count, flagged ones among them.</summary>
    public static IEnumerable<long> AppliedOf(ILookup<Verdict, long> offsets) => offsets[Verdict.Applied].Concat(offsets[Verdict.Flagged]);

    /// <summary>Offsets by verdict, from the records themselves.</summary>
    public ILookup<Verdict, long> Offsets()
    {
        var offsets = new List<(Verdict Verdict, long Offset)>();
        foreach (var value in Verdicts)
        {
            var record = VerdictRecord.Parse(value);
            var at = record.Verdicts.From;
            foreach (var (verdict, count) in VerdictRecord.RunsOf(record.Verdicts.Runs))
            {
                for (var end = at + count; at < end; at++)
                {
                    offsets.Add((verdict, at));
                }
            }
        }

        return offsets.ToLookup(one => one.Verdict, one => one.Offset);
    }

    private LakeSource Source(string word, IReadOnlyList<LogRecord> records, long end) => new(
        word, $"the-{word}", from => new ListReader(records, from),
        () => new LogReach(0, Ends.GetValueOrDefault(word, end), TopicIds.GetValueOrDefault(word, TopicId)));

    private sealed class ListReader(IReadOnlyList<LogRecord> records, long from) : IPartitionReader
    {
        private LogRecord[] _left = [.. records.Where(record => record.Offset >= from)];

        public bool IsAtEnd => _left.Length == 0;

        public RecordBatch? Read(int recordsMax, TimeSpan wait)
        {
            if (IsAtEnd)
            {
                return null;
            }

            var taken = _left.Take(Math.Min(recordsMax, 7)).ToArray();
            _left = _left[taken.Length..];
            return new RecordBatch(taken, taken[^1].Offset + 1);
        }

        public void Dispose()
        {
            // Nothing is open.
        }
    }
}
