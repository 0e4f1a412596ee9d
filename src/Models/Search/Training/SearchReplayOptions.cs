using StreamReco.Models.Search.Counts;
using StreamReco.Models.Search.Queries;

namespace StreamReco.Models.Search.Training;

/// <summary>What a replay of searches has to share with the nodes that served them, and how far back it reaches.</summary>
public sealed record SearchReplayOptions
{
    /// <summary>How far back clicked searches are learned from where nobody says: a season.</summary>
    public const int DaysDefault = 90;

    /// <summary>Bounds of the counts, those of a node's shards.</summary>
    public QueryCountsOptions Counts { get; init; } = new();

    /// <summary>The shop's synonyms.</summary>
    public Synonyms Synonyms { get; init; } = Synonyms.None;

    /// <summary>Days of event time before the latest search from which searches are learned; 0 for all. Earlier ones are counted all the same.</summary>
    public int Days { get; init; } = DaysDefault;
}
