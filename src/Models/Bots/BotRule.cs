namespace StreamReco.Models.Bots;

/// <summary>What a signal adds to the score: nothing up to one value, all of the weight from another on, in between in proportion.</summary>
/// <param name="Weight">What it adds at most; negative where the signal speaks for a person.</param>
/// <param name="From">The value up to which it adds nothing.</param>
/// <param name="Full">The value from which on it adds its weight; below <paramref name="From"/> where low values are suspicious.</param>
public readonly record struct BotRule(double Weight, double From, double Full)
{
    /// <summary>What a value of the signal adds.</summary>
    public double Of(double value) => Weight * Math.Clamp((value - From) / (Full - From), 0, 1);
}
