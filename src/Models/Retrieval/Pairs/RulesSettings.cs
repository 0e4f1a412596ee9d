namespace StreamReco.Models.Retrieval.Pairs;

/// <summary>
/// Settings of sequential rules over a <see cref="Tables.PairTable"/>; the defaults are for anonymous sessions.
/// </summary>
public sealed record RulesSettings
{
    /// <summary>How many of the session's last clicks count.</summary>
    public int QueryItemsMax { get; init; } = 30;

    /// <summary>Decay of a click's rules by steps from the session's end.</summary>
    public float QueryDecay { get; init; } = 3;

    /// <summary>Factor of the reverse pair: the recommended item before the clicked one.</summary>
    public float ReverseFactor { get; init; } = 0.3f;

    /// <summary>Added to an item's summed pair weights before they divide its rules.</summary>
    public float Shrinkage { get; init; } = 5;

    /// <summary>Whether the square root of the sum divides, which leaves frequent items more of a say.</summary>
    public bool SquareRoot { get; init; }

    /// <summary>For the histories of users, beside <see cref="Tables.PairSettings.Histories"/>.</summary>
    public static RulesSettings Histories { get; } = new() { QueryDecay = 1.5f, Shrinkage = 15, SquareRoot = true };

    /// <exception cref="ArgumentException">A setting makes no sense; the message names it and its value.</exception>
    public void Validate()
    {
        Require(QueryItemsMax > 0, nameof(QueryItemsMax), QueryItemsMax, "above 0");
        Require(QueryDecay > 0, nameof(QueryDecay), QueryDecay, "above 0");
        Require(ReverseFactor >= 0, nameof(ReverseFactor), ReverseFactor, "0 or more");
        Require(Shrinkage > 0, nameof(Shrinkage), Shrinkage, "above 0");
    }

    private static void Require(bool holds, string name, double value, string allowed)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"Rules {name} is {value} and must be {allowed}."));
        }
    }
}
