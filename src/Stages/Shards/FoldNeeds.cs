using StreamReco.Stages.Ports;
using StreamReco.Stages.Serving;

namespace StreamReco.Stages.Shards;

/// <summary>What the fold of a micro-batch needs from outside of the shard's memory.</summary>
/// <param name="ColdUsers">Users that the store may have and memory has not; valid until the next batch is looked at.</param>
/// <param name="Models">Versions that records of the batch ask for, by offset; often none.</param>
public readonly record struct FoldNeeds(IReadOnlyCollection<string> ColdUsers, IReadOnlyList<string> Models)
{
    /// <summary>Nothing has to be fetched: the batch can be folded at once.</summary>
    public bool AreNone => ColdUsers.Count == 0 && Models.Count == 0;
}

/// <summary>What was fetched for a fold.</summary>
/// <param name="Users">Stored users of the batch.</param>
/// <param name="Models">By version, what came of looking for it.</param>
public sealed record FoldSupplies(IReadOnlyList<StoredUser> Users, IReadOnlyDictionary<string, FoundModel> Models)
{
    /// <summary>For a batch that needs nothing.</summary>
    public static FoldSupplies Nothing { get; } = new([], new Dictionary<string, FoundModel>(StringComparer.Ordinal));

    /// <summary>How long fetching took.</summary>
    public TimeSpan Took { get; init; }
}
