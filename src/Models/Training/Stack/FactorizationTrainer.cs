using StreamReco.Models.Artifacts;
using StreamReco.Models.Items;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Factorization;

namespace StreamReco.Models.Training.Stack;

/// <summary>
/// The space of the user vectors for a log: implicit ALS with the settings of the small model, over the same kind of
/// cells, so that what the ranker learns of one holds in the other.
/// </summary>
internal sealed class FactorizationTrainer(TrainingSettings settings, IReadOnlyList<string> itemIds, TimeProvider time)
{
    /// <summary>Factorizes a log.</summary>
    public FactorizationIndex Train(SessionLog log, CancellationToken cancellationToken)
    {
        var clicks = ClickSequences.Of(log, itemIds);
        var transitions = Transitions.Of(clicks, settings.TransitionDecay, settings.TransitionWeight);
        var factors = new IalsTrainer(settings, time, null, cancellationToken).Train(clicks.UserItems().Above(transitions));
        string[] ids = [.. itemIds];
        var fingerprint = ItemSpaceFingerprint.Of(ids, factors.Columns, factors.Prior);
        return new FactorizationIndex(new ItemSpace(ids, factors.Columns, settings.Dimensions, factors.Prior, fingerprint));
    }
}
