using System.Globalization;
using StreamReco.Models.Lake;
using StreamReco.Stages.Shards;

namespace StreamReco.Stages.Lake;

/// <summary>
/// The topics that a partition of the lake was read from so far. Going on at the old offset of one that was deleted and made again would
/// pass its first records over in silence, so that it ends the work instead. One thread at a time.
/// </summary>
/// <param name="partition">The partition.</param>
/// <param name="newest">Its newest commit; null before the first.</param>
public sealed class LakeReadOrigin(int partition, LakeEntry? newest)
{
    private readonly SortedDictionary<string, string> _ids =
        new((newest?.Topics ?? new Dictionary<string, string>()).ToDictionary(), StringComparer.Ordinal);

    /// <summary>Ids of the topics as a commit keeps them, a copy; null where none is known.</summary>
    public IReadOnlyDictionary<string, string>? Ids =>
        _ids.Count == 0 ? null : new SortedDictionary<string, string>(_ids, StringComparer.Ordinal);

    /// <summary>Looks whether all that a partition of the clicks was read from is still there.</summary>
    /// <exception cref="LakeException">A topic is another one, or ends before the lake.</exception>
    public static void Check(LakeLog log, LakeSources sources)
    {
        if (log.Newest() is { } newest)
        {
            var origin = new LakeReadOrigin(log.Partition, newest);
            origin.Look(sources.Clicks, newest.To + 1);
            origin.Look(sources.Verdicts, newest.NextVerdict);
        }
    }

    /// <summary>Looks whether the topic that a partition of the answers was read from is still there.</summary>
    /// <exception cref="LakeException">The topic is another one, or ends before the lake.</exception>
    public static void Check(LakeLog log, LakeSource answers)
    {
        if (log.Newest() is { } newest)
        {
            new LakeReadOrigin(log.Partition, newest).Look(answers, newest.To + 1);
        }
    }

    /// <summary>Asks the brokers for a topic, and takes its id down. A topic whose id they do not say is told by its end alone.</summary>
    /// <param name="source">The topic.</param>
    /// <param name="next">The offset that the lake goes on at; null where it has none of it yet.</param>
    /// <returns>What the brokers have.</returns>
    /// <exception cref="LakeException">The topic is another one than before, or ends before the offset.</exception>
    public LogReach Look(LakeSource source, long? next)
    {
        var reach = source.Reach();
        var known = _ids.GetValueOrDefault(source.Word, "");
        if (known.Length > 0 && reach.TopicId.Length > 0 && known != reach.TopicId)
        {
            throw Refusal(string.Create(
                CultureInfo.InvariantCulture,
                $"{source.Topic} {partition}: the topic has id {reach.TopicId}, but the lake was read up to offset {next ?? 0} from the one ")
                + $"with id {known}: it was deleted and made again, or another topic is set.");
        }

        if (next > reach.End)
        {
            throw Refusal(string.Create(
                CultureInfo.InvariantCulture,
                $"{source.Topic} {partition}: the topic ends at offset {reach.End}, before the lake's {next}: ")
                + "it was deleted and made again, or has lost records.");
        }

        if (reach.TopicId.Length > 0)
        {
            _ids[source.Word] = reach.TopicId;
        }

        return reach;
    }

    private static LakeException Refusal(string found) => new(
        $"{found} Nothing of it was written. Write it into a lake of its own (--lake OTHER, Lake:Directory); "
        + "this lake stays as it is and can be read.");
}
