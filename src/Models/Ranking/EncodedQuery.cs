namespace StreamReco.Models.Ranking;

/// <summary>What the session encoder says of a query; empty where there is no encoder or nothing to encode.</summary>
public readonly ref struct EncodedQuery
{
    /// <summary>q, D values of unit length; empty for none.</summary>
    public ReadOnlySpan<float> Vector { get; init; }

    /// <summary>The encoder's best rows, best first.</summary>
    public ReadOnlySpan<int> Rows { get; init; }

    /// <summary>Their scores q·e / τ.</summary>
    public ReadOnlySpan<float> Scores { get; init; }
}
