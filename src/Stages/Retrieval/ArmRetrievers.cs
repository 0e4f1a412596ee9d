using StreamReco.Models.Retrieval.Live;
using StreamReco.Stages.Batches;

namespace StreamReco.Stages.Retrieval;

/// <summary>
/// The retrievers of the models that arms of experiments answer by. Each takes in all clicks of the shard, of whichever arm, as that of
/// the active model does: arms differ in the model and not in what it has seen. For one thread.
/// </summary>
/// <param name="options">Bounds of live sources.</param>
/// <param name="stored">Live sources of such models as the shard's state had them, by version.</param>
internal sealed class ArmRetrievers(ScoreOptions options, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> stored)
{
    private readonly Dictionary<ShardModel, ShardRetriever> _open = [];

    /// <summary>The retriever of a model; null where no arm has it.</summary>
    public ShardRetriever? Find(ShardModel model) => _open.Count == 0 ? null : _open.GetValueOrDefault(model);

    /// <summary>An arm's model comes, with what the shard has seen so far.</summary>
    public void Open(ShardModel model, ReadOnlySpan<byte> seen)
    {
        if (model.Artifact.Stack is { } stack)
        {
            _open.Add(model, new ShardRetriever(model, stack, options, seen));
        }
    }

    /// <summary>An arm's model is there again after a recovery, with what it had seen.</summary>
    public void Reopen(ShardModel model) => Open(model, stored.GetValueOrDefault(model.Served.Version).Span);

    /// <summary>No arm answers by the model any more.</summary>
    public void Close(ShardModel model) => _open.Remove(model);

    /// <summary>Takes a user out of the clicks.</summary>
    public void Forget(ulong userKey)
    {
        foreach (var retriever in _open.Values)
        {
            retriever.Forget(userKey);
        }
    }

    /// <summary>The clicks that they keep of a user, each once; an arm's model may know items that the active one does not.</summary>
    public IReadOnlyList<KeptClick> ClicksOf(ulong userKey) => _open.Count == 0 ? []
        : [.. _open.Values.SelectMany(retriever => retriever.ClicksOf(userKey)).Distinct()];

    /// <summary>The clicks of each in their durable form, by version; without those that took none in.</summary>
    public SortedDictionary<string, ReadOnlyMemory<byte>> ToBytes()
    {
        var all = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (model, retriever) in _open)
        {
            if (retriever.ToBytes() is { IsEmpty: false } bytes)
            {
                all.Add(model.Served.Version, bytes);
            }
        }

        return all;
    }
}
