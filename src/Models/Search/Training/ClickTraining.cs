using StreamReco.Models.Ranking;

namespace StreamReco.Models.Search.Training;

/// <summary>How a ranker of clicks is trained.</summary>
public sealed record ClickTraining
{
    /// <summary>Share of the searches, the latest, that choose how far to go from the ranker that training begins with.</summary>
    public double LaterShare { get; init; } = 0.2;

    /// <summary>Searches with clicks before which nothing is learned.</summary>
    public int SearchesMin { get; init; } = 100;

    /// <summary>Steps of Adam, each over all searches.</summary>
    public int Steps { get; init; } = 200;

    /// <summary>The size of a step.</summary>
    public float StepSize { get; init; } = 0.05f;

    /// <summary>What a squared unit of change costs, beside the mean loss of a search.</summary>
    public float Decay { get; init; } = 1e-3f;
}

/// <summary>A ranker of clicks, and what speaks for it.</summary>
/// <param name="Ranker">The ranker; the one that training began with where later searches confirm nothing.</param>
/// <param name="Share">Share of the way to what was learned; 0 for none.</param>
/// <param name="Searches">Searches that were learned from.</param>
/// <param name="Later">Searches that chose.</param>
/// <param name="Gain">What the later searches gain, in weighted nDCG of their clicks; 0 where nothing is confirmed.</param>
/// <param name="Error">Its standard error.</param>
public sealed record ClickTrained(RankerModel Ranker, float Share, int Searches, int Later, double Gain, double Error);
