using StreamReco.Models.Experiments.Feedback;
using StreamReco.Stages.Serving;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Replay;

/// <summary>The sums of a partition as its owner has them.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="NextOffset">The offset after the last record that they hold.</param>
/// <param name="Tallies">The sums.</param>
internal sealed record OwnedSums(int Partition, long NextOffset, IReadOnlyList<ArmTally> Tallies);

/// <summary>
/// Recomputes an experiment out of the clicks topic: every arm and propensity is held against the topic of answers, and the sums against
/// those of the owners at the very offset where they stood.
/// </summary>
/// <param name="options">The settings of the nodes.</param>
/// <param name="experiment">The experiment's id.</param>
/// <param name="owned">The sums of owners; none where no node is asked. Asked for before the topics are read.</param>
internal sealed class ExperimentVerification(StreamRecoOptions options, string experiment, IReadOnlyList<OwnedSums> owned)
{
    private readonly ServedVariants _variants = new(experiment);
    private readonly HashSet<int> _compared = [];
    private readonly HashSet<int> _different = [];
    private string? _firstSum;

    /// <summary>Reads both topics and compares; blocks until it is done.</summary>
    /// <param name="models">The models of the nodes.</param>
    /// <param name="time">The clock of the stages.</param>
    /// <param name="line">Receives how far it is.</param>
    /// <param name="cancel">Stops between records.</param>
    /// <exception cref="KafkaSetupException">No broker answers, or a topic is missing.</exception>
    /// <exception cref="UserErrorException">Neither topic knows the experiment.</exception>
    public ExperimentParity Run(IModelProvider models, TimeProvider time, IProgressLine line, CancellationToken cancel)
    {
        ReadAnswers(line, cancel);
        var log = LogOf(models, time);
        log.Read((done, of) => line.Update(of + done, of * 2.0, $"{done:N0} records of the log"), cancel);
        return Finish(log);
    }

    private void ReadAnswers(IProgressLine line, CancellationToken cancel)
    {
        using var answers = new TopicScan(options.Kafka, "Kafka:Recommendations", options.Kafka.Recommendations);
        answers.ReadAll(record => _variants.Add(record), (done, of) => line.Update(done, of * 2.0, $"{done:N0} answers"), cancel);
    }

    /// <summary>The log that calls back here.</summary>
    internal ExperimentLog LogOf(IModelProvider models, TimeProvider time) => new(options, models, time)
    {
        See = _variants.See,
        Stops = owned.ToDictionary(one => one.Partition, one => one.NextOffset),
        Reached = Compare,
    };

    /// <summary>Takes a record of the topic of answers.</summary>
    internal void AddAnswer(in TopicRecord record) => _variants.Add(record);

    /// <summary>What was found once the log is folded.</summary>
    internal ExperimentParity Finish(ExperimentLog log)
    {
        _variants.End();
        if (log.VersionsOf(experiment).Count == 0 && _variants is { Equal: 0, Different: 0, Extra: 0 })
        {
            throw new UserErrorException(
                $"There is no experiment '{experiment}' (NAME) in topic '{options.Kafka.Clicks}' (Kafka:Clicks); there {(log.Ids.Count == 0 ? "is none" : $"are {string.Join(", ", log.Ids)}")}.");
        }

        return new ExperimentParity(
            experiment, _variants.Equal, _variants.Different, _variants.Extra, _variants.Missing, _compared.Count, _different.Count,
            _variants.First ?? _firstSum, [.. NotesOn(log)]);
    }

    private IEnumerable<string> NotesOn(ExperimentLog log)
    {
        foreach (var (partition, first) in log.Truncated)
        {
            yield return $"Partition {partition} begins at offset {first}: what stood before is gone, so users who were drawn there cannot be recomputed.";
        }

        foreach (var (partition, replay) in log.Partitions.Where(one => one.Value.Refused is not null))
        {
            yield return $"Partition {partition}: {replay.Refused} Where nodes took it, they have models that are not here: {options.Model.Directory} "
                + $"(Model:Directory) and {options.Model.Versions} (Model:Versions) have to be theirs.";
        }

        foreach (var one in owned.Where(one => !_compared.Contains(one.Partition)))
        {
            yield return $"Partition {one.Partition} holds no record: its sums were not compared.";
        }
    }

    private void Compare(int partition, ExperimentReplay replay)
    {
        var theirs = owned.First(one => one.Partition == partition).Tallies;
        var ours = FeedbackTally.Of(replay.Experiments.Ledger, experiment, replay.WatermarkMs);
        _compared.Add(partition);
        if (TallyDifference.Between(theirs, ours) is { } difference)
        {
            _different.Add(partition);
            _firstSum ??= $"sums of partition {partition} at offset {replay.NextOffset}: {difference}";
        }
    }
}
