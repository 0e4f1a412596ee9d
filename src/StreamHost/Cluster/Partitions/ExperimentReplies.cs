using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.Stages.Shards;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>
/// What a shard says of its experiments. Sums go over all its users, in the turn of the fold: they are made anew only where records were
/// folded since, and not twice within <see cref="KeptFor"/> however many people watch. For one thread at a time.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class ExperimentReplies(TimeProvider time)
{
    /// <summary>So old a report may be; it says itself as of which event it is.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(string Experiment, bool WithDays), Kept> _kept = [];

    /// <summary>Sums that were made, not taken from those before.</summary>
    public long Made { get; private set; }

    /// <summary>The reply to a query, as of now or of a moment ago; definitions are always those of now.</summary>
    public ExperimentReply Of(FoldStage state, ExperimentQuery query)
    {
        if (query.Experiment is not { } experiment || state.Experiments.Book.VersionsOf(experiment).Count == 0)
        {
            return Make(state, query);
        }

        var (key, changes) = ((experiment, query.WithDays == true), state.Experiments.Book.Changes);
        if (_kept.TryGetValue(key, out var kept) && kept.Changes == changes
            && (kept.Reply.NextOffset == state.NextOffset || time.GetElapsedTime(kept.At) < KeptFor))
        {
            return kept.Reply;
        }

        if (_kept.Count >= 2 * ExperimentBook.Max)
        {
            _kept.Clear(); // names of experiments that are gone
        }

        Made++;
        return (_kept[key] = new Kept(Make(state, query), changes, time.GetTimestamp())).Reply;
    }

    private static ExperimentReply Make(FoldStage state, ExperimentQuery query)
    {
        var (book, ledger, experiment) = (state.Experiments.Book, state.Experiments.Ledger, query.Experiment);
        var newest = experiment is not null && query.WithDays == true && book.VersionsOf(experiment) is [.., var last] ? last : null;
        return new ExperimentReply(
            [.. book.All.Select(ExperimentJson.Write)],
            experiment is null ? [] : [.. FeedbackTally.Of(ledger, experiment, state.WatermarkMs).Select(TallyMessage.Of)],
            state.WatermarkMs, ledger.IsFull, experiment is null ? 0 : ledger.Counted.Sum(unit => unit.Value.Unmatched),
            state.Experiments.Refused,
            newest is null ? null
                : [.. DayTally.Of(ledger, experiment!, newest.Plan.Metric, state.WatermarkMs).Select(PartMessage.Of)],
            newest is null ? null
                : [.. SegmentTally.Of(ledger, experiment!, newest.Plan.Metric, state.WatermarkMs).Select(PartMessage.Of)],
            state.Experiments.Segments?.Count, experiment is null ? null : state.NextOffset,
            newest?.Plan.Counterfactual is null ? null
                : [.. TriggeredLift.TallyOf(ledger, experiment!, newest.Plan.Metric, state.WatermarkMs).Select(PartMessage.Of)],
            newest?.Plan.Interleave != true ? null : [.. Preference.TallyOf(ledger, experiment!, state.WatermarkMs).Select(PartMessage.Of)]);
    }

    private readonly record struct Kept(ExperimentReply Reply, long Changes, long At);
}
