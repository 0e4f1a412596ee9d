using StreamReco.Models.Ranking;

namespace StreamReco.Models.Training.Ranker;

/// <summary>How the ranker is trained.</summary>
public sealed record RankerSettings
{
    /// <summary>H, hidden units of one network.</summary>
    public int Hidden { get; init; } = 2 * HiddenLayer.Block;

    /// <summary>
    /// Networks that are trained, each from a seed of its own and with another part held out; the ranker is their mean,
    /// which is one network of all their hidden units.
    /// </summary>
    public int Members { get; init; } = 3;

    /// <summary>Rounds over the queries at most; training ends earlier when the held-out queries gain nothing.</summary>
    public int EpochsMax { get; init; } = 12;

    /// <summary>Rounds without gain after which training ends.</summary>
    public int Patience { get; init; } = 3;

    /// <summary>First step of Adam; it falls along half a cosine.</summary>
    public float LearningRate { get; init; } = 5e-3f;

    /// <summary>Queries of one step.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>
    /// Share of the queries that decide when to stop: of the first network the last ones, of the next those before them.
    /// </summary>
    public double HeldOutShare { get; init; } = 0.1;

    /// <summary>Threads; 0 takes one a core. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Seed of the first weights and of the order of the queries.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Refuses values that cannot train.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting and its value.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Hidden, HiddenLayer.Block);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Hidden % HiddenLayer.Block, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(Members, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(EpochsMax, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Patience);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(Batch, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(HeldOutShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(HeldOutShare, 0.9);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
