namespace StreamReco.Models.Evaluation;

/// <summary>
/// HR@K, MRR@K and NDCG@K of predictions with one right answer each, as means over all predictions: a target that is
/// not among the first K counts 0. Ties are pessimistic: the target takes the last place of its tie.
/// </summary>
public sealed class RankingMetrics
{
    /// <summary>The longest list that counts.</summary>
    public const int CutoffMax = 20;

    private static readonly int[] _cutoffs = [5, 10, CutoffMax];

    private readonly long[] _atRank = new long[CutoffMax + 1];

    /// <summary>The K of the metrics, rising.</summary>
    public static IReadOnlyList<int> Cutoffs => _cutoffs;

    /// <summary>Predictions so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds one prediction without scores: no ties.</summary>
    public void Add(IReadOnlyList<string> ranked, string target)
    {
        var place = 0;
        while (place < ranked.Count && !string.Equals(ranked[place], target, StringComparison.Ordinal))
        {
            place++;
        }

        AddRank(place < ranked.Count ? place + 1 : 0);
    }

    /// <summary>Adds one prediction; equal scores behind the target's own push it back.</summary>
    public void Add(IReadOnlyList<ScoredItem> ranked, string target)
    {
        var place = 0;
        while (place < ranked.Count && !string.Equals(ranked[place].ItemId, target, StringComparison.Ordinal))
        {
            place++;
        }

        if (place == ranked.Count)
        {
            AddRank(0);
            return;
        }

        var score = ranked[place].Score;
        while (place + 1 < ranked.Count && ranked[place + 1].Score == score)
        {
            place++;
        }

        AddRank(place + 1);
    }

    /// <summary>Share of the predictions whose target is among the first <paramref name="k"/>.</summary>
    public double HitRate(int k) => Mean(k, static _ => 1);

    /// <summary>Mean reciprocal rank within the first <paramref name="k"/>.</summary>
    public double ReciprocalRank(int k) => Mean(k, static rank => 1.0 / rank);

    /// <summary>Mean of 1 / log₂(rank + 1) within the first <paramref name="k"/>.</summary>
    public double Ndcg(int k) => Mean(k, static rank => 1 / Math.Log2(rank + 1));

    /// <summary>All metrics by name, for instance <c>MRR@20</c>, and <c>predictions</c>.</summary>
    public SortedDictionary<string, double> ByName()
    {
        var byName = new SortedDictionary<string, double>(StringComparer.Ordinal) { ["predictions"] = Count };
        foreach (var k in _cutoffs)
        {
            byName[$"HR@{k}"] = HitRate(k);
            byName[$"MRR@{k}"] = ReciprocalRank(k);
            byName[$"NDCG@{k}"] = Ndcg(k);
        }

        return byName;
    }

    /// <summary>Adds one prediction of which only the target's rank is known.</summary>
    /// <param name="rank">From 1; 0 for a miss.</param>
    public void AddRank(int rank)
    {
        Count++;
        if (rank is > 0 and <= CutoffMax)
        {
            _atRank[rank]++;
        }
    }

    private double Mean(int k, Func<int, double> gain)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, CutoffMax);
        var sum = 0.0;
        for (var rank = 1; rank <= k; rank++)
        {
            sum += _atRank[rank] * gain(rank);
        }

        return Count == 0 ? 0 : sum / Count;
    }
}
