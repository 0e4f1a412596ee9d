using System.Text;
using StreamReco.Models.Binary;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.Models.Segments;

namespace StreamReco.Stages.State;

/// <summary>
/// The experiments of a shard: what the log defines, who is in which arm, what followed, and the segments that users belong to. A part of the shard's state, so
/// that a replay of the log assigns and counts as live did.
/// </summary>
public sealed class ShardExperiments
{
    private const byte Version = 1;

    /// <summary>Version 1 with the users' segments at the end: written where there are some.</summary>
    private const byte SegmentVersion = 2;
    private const int DefinitionsMax = 100_000;

    /// <summary>The definitions.</summary>
    public ExperimentBook Book { get; } = new();

    /// <summary>The users that take part.</summary>
    public FeedbackLedger Ledger { get; private init; } = new(new FeedbackOptions());

    /// <summary>The segments that users belong to; null before the first.</summary>
    public SegmentMap? Segments { get; private set; }

    /// <summary>Why the newest definition that was not taken was not; null for none since this owner has the shard. Not stored.</summary>
    public string? Refused { get; private set; }

    /// <summary>Whether there is nothing to keep.</summary>
    public bool IsEmpty => Book.IsEmpty && Segments is null;

    /// <summary>Takes the next segments; those of a version that stands already, or of an earlier one, change nothing.</summary>
    /// <param name="segments">JSON, see <see cref="SegmentJson"/>.</param>
    /// <param name="offset">Their offset in the log.</param>
    public void TakeSegments(ReadOnlySpan<byte> segments, long offset)
    {
        try
        {
            var next = SegmentJson.Parse(segments);
            Segments = Segments is { } known && known.Version >= next.Version ? known : next;
        }
        catch (FormatException e)
        {
            Refused = $"segments at offset {offset}: {e.Message}";
        }
    }

    /// <summary>Takes the next version of an experiment, or forgets a stopped one.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="definition">JSON, see <see cref="ExperimentJson"/>; empty to forget it.</param>
    /// <param name="offset">Its offset in the log.</param>
    /// <param name="faultOf">Why a version that is sound cannot be answered by here; null for those that can. Not given, all can.</param>
    public void Define(string id, ReadOnlySpan<byte> definition, long offset, Func<ExperimentDefinition, string?>? faultOf = null)
    {
        if (definition.IsEmpty)
        {
            if (Book.Remove(id))
            {
                Ledger.Drop(id);
                Ledger.SetWindows(id, null);
                Ledger.SetInterleaved(id, isInterleaved: false);
                Ledger.SetLearningArms(id, 0);
            }

            return;
        }

        try
        {
            Refused = Take(id, ExperimentJson.Parse(definition), faultOf) is { } fault ? $"{id} at offset {offset}: {fault}" : null;
        }
        catch (FormatException e)
        {
            Refused = $"{id} at offset {offset}: {e.Message}";
        }
    }

    /// <returns>Why it is not taken; null if it is, or if it stands already.</returns>
    private string? Take(string id, ExperimentDefinition parsed, Func<ExperimentDefinition, string?>? faultOf)
    {
        var version = parsed.Experiment.Version;
        var isNew = Book.VersionsOf(id) is not [.., var newest] || newest.Experiment.Version < version;
        return parsed.Experiment.Id != id ? $"the header names {id}, the definition {parsed.Experiment.Id}"
            : Book.VersionsOf(id).FirstOrDefault(known => known.Experiment.Version == version) is { } stands
                && ExperimentJson.Write(stands) != ExperimentJson.Write(parsed) ? $"another version {version} stands already"
            : (isNew ? faultOf?.Invoke(parsed) : null) ?? Define(parsed);
    }

    /// <returns>Why it is not taken; null if it is.</returns>
    private string? Define(ExperimentDefinition definition)
    {
        var fault = Book.Define(definition);
        if (fault is null)
        {
            var id = definition.Experiment.Id;
            Ledger.SetWindows(id, Book.VersionsOf(id)[^1].Plan.Windows);
            Ledger.SetInterleaved(id, Book.VersionsOf(id)[^1].Plan.Interleave == true);
            Ledger.SetLearningArms(id, LearningArmsOf(Book.VersionsOf(id)[^1]));
        }

        return fault;
    }

    private static uint LearningArmsOf(ExperimentDefinition definition)
    {
        var (arms, learning) = (definition.Experiment.Arms, 0u);
        for (var i = 0; i < arms.Count; i++)
        {
            learning |= arms[i].Settings?.Explore?.Learns() == true ? 1u << i : 0;
        }

        return learning;
    }

    /// <summary>Writes the canonical bytes.</summary>
    public void Write(StateWriter writer)
    {
        writer.Byte(Segments is null ? Version : SegmentVersion);
        WriteBook(writer);
        FeedbackCodec.Write(Ledger, writer);
        if (Segments is not null)
        {
            writer.Text(SegmentJson.Write(Segments));
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another version or damaged.</exception>
    public static ShardExperiments Read(ref StateReader reader)
    {
        var version = reader.Byte();
        if (version is not (Version or SegmentVersion))
        {
            throw new InvalidDataException($"The experiments have version {version}; this program reads versions {Version} and {SegmentVersion}.");
        }

        var book = new List<ExperimentDefinition>();
        for (var left = reader.Count(DefinitionsMax); left > 0; left--)
        {
            book.Add(Parse(reader.Text(), json => ExperimentJson.Parse(json)));
        }

        var experiments = new ShardExperiments { Ledger = FeedbackCodec.Read(ref reader, new FeedbackOptions()) };
        foreach (var definition in book)
        {
            if (experiments.Define(definition) is { } fault)
            {
                throw new InvalidDataException($"A stored experiment cannot be used: {fault}");
            }
        }

        experiments.Segments = version == SegmentVersion ? Parse(reader.Text(), json => SegmentJson.Parse(json)) : null;
        return experiments;
    }

    private static T Parse<T>(string json, Func<byte[], T> parse)
    {
        try
        {
            return parse(Encoding.UTF8.GetBytes(json));
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"A stored experiment cannot be read: {e.Message}", e);
        }
    }

    private void WriteBook(StateWriter writer)
    {
        ExperimentDefinition[] all = [.. Book.All];
        writer.Unsigned((ulong)all.Length);
        foreach (var definition in all)
        {
            writer.Text(ExperimentJson.Write(definition));
        }
    }
}
