namespace StreamReco.Models.Retrieval;

/// <summary>
/// What learns from each click as it happens. The sources that read it answer as a function of the model and of the
/// clicks that it took in, in their order. One writer, which is also the only reader: the shard.
/// </summary>
public interface ILiveState
{
    /// <summary>Takes in one click.</summary>
    /// <param name="click">The click.</param>
    /// <param name="before">
    /// What was known of the user before it; <see cref="SessionQuery.Session"/> is the session that it goes on with,
    /// empty where it begins one. The last ten or twenty items are enough.
    /// </param>
    void Observe(in SessionClick click, in SessionQuery before);
}
