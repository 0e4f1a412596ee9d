namespace StreamReco.Models.Decoding;

/// <summary>A field by one of its names.</summary>
/// <param name="Field">The field.</param>
/// <param name="Rank">The name's place among the names of the field: the lowest filled one wins.</param>
internal readonly record struct NamedField(EventField Field, int Rank = 0)
{
    /// <summary>Ranks of names that only click files use begin here, behind every level of every other name.</summary>
    public const int OfClickFiles = 1 << 16;

    /// <summary>First rank of names for visitors whom the shop does not know; users come before.</summary>
    public const int Anonymous = 4;

    /// <summary>Rank of <c>originalTimestamp</c>, which stands in for <c>timestamp</c>.</summary>
    public const int OriginalTime = 5;

    /// <summary>First rank of times that are corrected for the sender's clock already.</summary>
    public const int CorrectedTime = 6;

    /// <summary>Rank of a bare <c>id</c> among the names of an event's id.</summary>
    public const int BareId = 3;

    /// <summary>Rank of a bare <c>id</c> among the names of an item; a stock number comes after it.</summary>
    public const int BareItemId = 4;

    /// <summary>Ranks of the names of an event's type that mean nothing else come before <see cref="ListName"/>.</summary>
    public const int ListName = 4;

    /// <summary>Rank of a bare <c>type</c>.</summary>
    public const int BareType = 5;
}
