using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Records;
using StreamReco.Stages.Serving;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>Finds and fetches what a micro-batch needs before it can be folded: users that are not in memory, models.</summary>
/// <param name="loader">Brings cold users back.</param>
/// <param name="models">Loads the models that the log names.</param>
/// <param name="time">Says how long fetching took.</param>
internal sealed class FoldSupplier(UserLoader loader, IModelProvider models, TimeProvider time)
{
    /// <summary>What has to be fetched; changes nothing.</summary>
    public FoldNeeds NeedsOf(UserTable users, DecodedBatch batch) =>
        new(loader.FindCold(users, batch.Clicks, batch.Records.Count), batch.HasControlRecords ? VersionsIn(batch.Records) : []);

    /// <summary>Fetches it; reads nothing of the shard's state. Loading a model is no work that the records cause again and again: it is not timed.</summary>
    public async Task<FoldSupplies> FetchAsync(FoldNeeds needs, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        var users = needs.ColdUsers.Count == 0 ? [] : await loader.LoadAsync(needs.ColdUsers, cancel);
        if (needs.Models.Count == 0)
        {
            return new FoldSupplies(users, FoldSupplies.Nothing.Models) { Took = time.GetElapsedTime(started) };
        }

        var found = new Dictionary<string, FoundModel>(StringComparer.Ordinal);
        foreach (var version in needs.Models)
        {
            found.TryAdd(version, await models.FindAsync(version, cancel));
        }

        return new FoldSupplies(users, found);
    }

    /// <summary>The versions that changes of model and experiments among the records ask for; the same empty list where there are none.</summary>
    private static IReadOnlyList<string> VersionsIn(IReadOnlyList<LogRecord> records)
    {
        List<string>? versions = null;
        for (var i = 0; i < records.Count; i++)
        {
            if (records[i].Kind == LogRecordKind.ModelChange)
            {
                (versions ??= []).Add(records[i].ModelVersion);
            }
            else if (records[i].Kind == LogRecordKind.Experiment && records[i].ValueBytes.Length > 0)
            {
                (versions ??= []).AddRange(VersionsIn(records[i].ValueBytes.Span));
            }
        }

        return versions is { Count: > 0 } ? versions : (IReadOnlyList<string>)[];
    }

    /// <summary>The models that a definition names; none where it is none, which the fold says.</summary>
    private static IReadOnlyList<string> VersionsIn(ReadOnlySpan<byte> definition)
    {
        try
        {
            return ExperimentModels.NamedBy(ExperimentJson.Parse(definition));
        }
        catch (FormatException)
        {
            return [];
        }
    }
}
