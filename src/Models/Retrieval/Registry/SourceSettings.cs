using StreamReco.Models.Retrieval.Linear;
using StreamReco.Models.Retrieval.Pairs;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Retrieval.Registry;

/// <summary>The settings of all sources for one kind of data.</summary>
public sealed record SourceSettings
{
    /// <summary>What the log takes as one session.</summary>
    public SessionUnit Unit { get; init; } = SessionUnit.Session;

    public SessionKnnSettings Knn { get; init; } = new();

    public PairSettings Pairs { get; init; } = new();

    public RulesSettings Rules { get; init; } = new();

    public SlistSettings Slist { get; init; } = new();

    /// <summary>Anonymous sessions of which only the order is known.</summary>
    public static SourceSettings Sessions { get; } = new() { Pairs = new PairSettings { AgeShare = 0.55 } };

    /// <summary>Sessions with times of their own.</summary>
    public static SourceSettings TimedSessions { get; } = new() { Knn = SessionKnnSettings.Timed };

    /// <summary>Users with histories.</summary>
    public static SourceSettings Histories { get; } = new()
    {
        Unit = SessionUnit.User,
        Knn = SessionKnnSettings.Histories,
        Pairs = PairSettings.Histories,
        Rules = RulesSettings.Histories,
        Slist = SlistSettings.Histories,
    };
}
