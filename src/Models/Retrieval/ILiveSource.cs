namespace StreamReco.Models.Retrieval;

/// <summary>
/// A source that learns from each click as it happens. What it answers is a function of the model and of the clicks
/// that it took in, in their order. One writer, which is also its reader: the shard.
/// </summary>
public interface ILiveSource : ICandidateSource
{
    /// <summary>Takes in one click.</summary>
    void Observe(in SessionClick click);
}
