using StreamReco.Models.Framing;

namespace StreamReco.Models.Decoding;

/// <summary>Bounds of one event; the settings <c>Limits:…</c> of the same names.</summary>
/// <param name="EventBytesMax">Largest event, bytes.</param>
/// <param name="ItemsPerEventMax">Items that one event may name.</param>
/// <param name="IdCharsMax">Characters of an id.</param>
public sealed record EventLimits(int EventBytesMax = 64 * 1024, int ItemsPerEventMax = 200, int IdCharsMax = 256)
{
    /// <summary>What the positions of lists count from.</summary>
    public PositionBases Positions { get; init; } = PositionBases.Default;

    /// <summary>Schemas of records in Schema Registry's framing; null reads none.</summary>
    public IRecordSchemas? Schemas { get; init; }
}
