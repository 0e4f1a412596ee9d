using StreamReco.Models.Artifacts;
using StreamReco.Models.Features;

namespace StreamReco.Models.Training;

/// <summary>How a model is trained. The defaults were chosen on validation parts of public session data.</summary>
public sealed record TrainingSettings
{
    /// <summary>The longest vectors.</summary>
    public const int DimensionsMax = 256;

    /// <summary>The most items of a query.</summary>
    public const int RecentItemsMax = 64;

    /// <summary>The model's name on every answer.</summary>
    public string Name { get; init; } = "ials";

    /// <summary>D, length of the vectors. A user's durable state holds up to D²/2 + D floats.</summary>
    public int Dimensions { get; init; } = 32;

    /// <summary>L, recent items of the query.</summary>
    public int RecentItems { get; init; } = 10;

    /// <summary>K, candidates; fewer when the data have fewer items.</summary>
    public int Candidates { get; init; } = 100;

    /// <summary>Weight of each older recent item relative to the next newer one, from 0 to 1.</summary>
    public float RecentDecay { get; init; } = 0.6f;

    /// <summary>a: share of the user vector in the query.</summary>
    public float UserWeight { get; init; } = 3f;

    /// <summary>b: share of the recent items in the query.</summary>
    public float SessionWeight { get; init; } = 1f;

    /// <summary>α₀: weight of every unobserved pair.</summary>
    public float UnobservedWeight { get; init; } = 0.0003f;

    /// <summary>λ: regularization of every user vector, and on average of the item vectors.</summary>
    public float Regularization { get; init; } = 0.1f;

    /// <summary>
    /// ν of Rendle et al. 2021: an item's λ grows with the ν-th power of its share of the loss; 0 is the same for all.
    /// Users have ν = 0, because the online vector knows one prior for all.
    /// </summary>
    public float FrequencyExponent { get; init; } = 1f;

    /// <summary>
    /// Weight of a transition to an item that lies one click further ahead, relative to the nearer one.
    /// </summary>
    public float TransitionDecay { get; init; } = 0.5f;

    /// <summary>Weight of the transitions relative to the interactions.</summary>
    public float TransitionWeight { get; init; } = 1f;

    public int Epochs { get; init; } = 12;

    /// <summary>Threads; 0 takes one a core. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Seed of the initial factors.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The feature layout for a vocabulary of <paramref name="items"/> items.</summary>
    public FeatureLayout LayoutFor(int items) => new(Dimensions, RecentItems, Math.Min(Candidates, items), RecentDecay);

    /// <summary>The settings that shape the result and what the training found, for the manifest.</summary>
    internal SortedDictionary<string, double> ByName(double loss, double immediateRepeats) => new(
        StringComparer.Ordinal)
    {
        ["epochs"] = Epochs,
        ["frequency_exponent"] = FrequencyExponent,
        [RepeatPolicy.Setting] = immediateRepeats,
        ["loss"] = loss,
        ["regularization"] = Regularization,
        ["session_weight"] = SessionWeight,
        ["transition_decay"] = TransitionDecay,
        ["transition_weight"] = TransitionWeight,
        ["unobserved_weight"] = UnobservedWeight,
        ["user_weight"] = UserWeight,
    };

    /// <summary>Refuses values that cannot train.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting and its value.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Dimensions, DimensionsMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(RecentItems, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RecentItems, RecentItemsMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(Candidates, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(RecentDecay);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RecentDecay, 1f); // larger weights would not add up exactly
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        ArgumentOutOfRangeException.ThrowIfNegative(UnobservedWeight);
        ArgumentOutOfRangeException.ThrowIfNegative(TransitionWeight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Regularization);
    }
}
