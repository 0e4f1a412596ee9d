using System.Text;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.StreamHost.Cluster.Partitions;

namespace StreamReco.StreamHost.Cluster.Experiments;

/// <summary>The experiments of all partitions.</summary>
/// <param name="Answered">What partitions say, by partition.</param>
/// <param name="Missing">Why others say nothing, by partition.</param>
internal sealed record CollectedExperiments(
    IReadOnlyDictionary<int, ExperimentReply> Answered, IReadOnlyDictionary<int, string> Missing)
{
    private readonly Dictionary<int, ExperimentBook> _books = Answered.ToDictionary(reply => reply.Key, reply => BookOf(reply.Value));

    /// <summary>Asks the owners of all partitions.</summary>
    /// <param name="queries">The way to them.</param>
    /// <param name="partitions">How many there are.</param>
    /// <param name="experiment">The experiment whose sums are wanted; null for no sums.</param>
    /// <param name="withDays">Whether its days and segments are wanted too.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<CollectedExperiments> CollectAsync(
        PartitionQueries queries, int partitions, string? experiment, bool withDays, CancellationToken cancel)
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, partitions).Select(partition =>
            queries.QueryAsync<ExperimentReply>(new ExperimentQuery(partition, experiment, withDays ? true : null), cancel)));
        var answered = new SortedDictionary<int, ExperimentReply>();
        var missing = new SortedDictionary<int, string>();
        for (var partition = 0; partition < partitions; partition++)
        {
            if (replies[partition].Reply is { } reply)
            {
                answered.Add(partition, reply);
            }
            else
            {
                missing.Add(partition, replies[partition].Why ?? "no answer");
            }
        }

        return new CollectedExperiments(answered, missing);
    }

    /// <summary>The sums of all partitions together.</summary>
    public IReadOnlyList<ArmTally> Tallies() => FeedbackTally.Merge(Answered.Values.Select(reply =>
        (IReadOnlyList<ArmTally>)[.. reply.Tallies.Select(tally => tally.ToTally())]));

    /// <summary>The days of all partitions together; empty where they were not asked for.</summary>
    public IReadOnlyList<PartTally> Days() => DayTally.Merge(Answered.Values.SelectMany(reply => reply.Days ?? []).Select(day => day.ToTally()));

    /// <summary>The same by segment.</summary>
    public IReadOnlyList<PartTally> Segments() => Merged(reply => reply.Segments);

    /// <summary>Users whose lists by other arms were made too, of all partitions together.</summary>
    public IReadOnlyList<PartTally> Compared() => Merged(reply => reply.Compared);

    /// <summary>Clicks by team, of all partitions together.</summary>
    public IReadOnlyList<PartTally> Preferences() => Merged(reply => reply.Preference);

    private IReadOnlyList<PartTally> Merged(Func<ExperimentReply, IReadOnlyList<PartMessage>?> of) =>
        PartTally.Merge(Answered.Values.SelectMany(reply => of(reply) ?? []).Select(part => part.ToTally()));

    /// <summary>Segments that all partitions that answer know; null where one has none.</summary>
    public int? SegmentCount => Answered.Count == 0 || Answered.Values.Any(reply => reply.SegmentCount is null) ? null
        : Answered.Values.Min(reply => reply.SegmentCount);

    /// <summary>The ids of all experiments.</summary>
    public IReadOnlyList<string> Ids =>
    [
        .. _books.Values.SelectMany(book => book.Newest).Select(newest => newest.Experiment.Id)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>All versions of an experiment that a partition has, the first one first; none where it is unknown.</summary>
    public IReadOnlyList<ExperimentDefinition> VersionsOf(string id) =>
    [
        .. _books.OrderBy(book => book.Key).SelectMany(book => book.Value.VersionsOf(id))
            .DistinctBy(version => version.Experiment.Version).OrderBy(version => version.Experiment.Version),
    ];

    /// <summary>The newest version of an experiment; null where it is unknown.</summary>
    public ExperimentDefinition? NewestOf(string id) => VersionsOf(id) is [.., var newest] ? newest : null;

    /// <summary>The newest versions of those that run in any partition, by id.</summary>
    public IReadOnlyList<ExperimentDefinition> Running =>
    [
        .. _books.Values.SelectMany(book => book.Running).OrderBy(running => running.Experiment.Id, StringComparer.Ordinal)
            .ThenByDescending(running => running.Experiment.Version).DistinctBy(running => running.Experiment.Id),
    ];

    /// <summary>The partitions that have a version, rising.</summary>
    public IReadOnlyList<int> PartitionsWith(string id, int version) =>
        [.. _books.Where(book => book.Value.VersionsOf(id) is [.., var newest] && newest.Experiment.Version >= version).Select(book => book.Key).Order()];

    /// <summary>Why a definition would not be taken; null if every partition that answers would take it.</summary>
    public string? FaultOf(ExperimentDefinition definition) =>
        Answered.Values.Select(reply => BookOf(reply).Define(definition)).FirstOrDefault(fault => fault is not null);

    private static ExperimentBook BookOf(ExperimentReply reply)
    {
        var book = new ExperimentBook();
        foreach (var definition in reply.Definitions)
        {
            book.Define(ExperimentJson.Parse(Encoding.UTF8.GetBytes(definition)));
        }

        return book;
    }
}
