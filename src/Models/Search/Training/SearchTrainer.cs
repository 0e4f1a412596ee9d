using StreamReco.Models.Ranking;
using StreamReco.Models.Search.Ranking;
using StreamReco.Models.Training.Ranker;

namespace StreamReco.Models.Search.Training;

/// <summary>The candidates of a query with what is known of them.</summary>
/// <param name="LengthClass">See <see cref="SearchFeatures.ClassOf"/>.</param>
/// <param name="Features">A row of <see cref="SearchFeatures.Count"/> a candidate, one behind the other.</param>
/// <param name="Grades">By candidate: a rating, or the value of clicks; -1 where nothing is known.</param>
public sealed record RankedQuery(int LengthClass, float[] Features, int[] Grades);

/// <summary>
/// Trains the ranker of search with the trainer of recommendations. That one learns from one right answer a query; a graded
/// query becomes one example for each good item, without the other items that are as good.
/// </summary>
public sealed class SearchTrainer
{
    /// <summary>Examples of a query at most: a query with very many good items shall not outweigh the others.</summary>
    public const int ExamplesPerQuery = 12;

    private readonly RankerSettings _settings;

    /// <param name="settings">How it is trained.</param>
    public SearchTrainer(RankerSettings settings)
    {
        settings.Validate();
        _settings = settings;
    }

    /// <summary>What is right for some thousands of clicks: a small network, and five of them for a steady mean.</summary>
    public static RankerSettings Defaults { get; } = new()
    {
        Hidden = 32,
        Members = 5,
        EpochsMax = 30,
        Patience = 4,
        LearningRate = 5e-3f,
        Batch = 128,
        HeldOutShare = 0.1,
    };

    /// <summary>The ranker; the fixed mix where no query has a good item.</summary>
    public RankerModel Train(IReadOnlyList<RankedQuery> queries, CancellationToken cancellationToken)
    {
        var examples = new RankExamples(SearchFeatures.Count);
        foreach (var query in queries)
        {
            AddTo(examples, query);
        }

        return examples.Count == 0
            ? SearchRanker.Fixed
            : new RankerTrainer(_settings).Train(examples, null, cancellationToken).Model;
    }

    private static void AddTo(RankExamples examples, RankedQuery query)
    {
        int[] good = [.. Enumerable.Range(0, query.Grades.Length).Where(i => query.Grades[i] > 0)];
        if (good.Length == 0)
        {
            return;
        }

        var count = Math.Min(ExamplesPerQuery, good.Length);
        for (var example = 0; example < count; example++)
        {
            var target = good[example * good.Length / count]; // spread over the good items
            examples.Add(RequestOf(query, target), target);
        }
    }

    private static RankRequest RequestOf(RankedQuery query, int target)
    {
        var request = new RankRequest(SearchFeatures.Layout) { LengthClass = query.LengthClass };
        for (var candidate = 0; candidate < query.Grades.Length; candidate++)
        {
            if (candidate != target && query.Grades[candidate] >= query.Grades[target])
            {
                continue;
            }

            query.Features.AsSpan(candidate * SearchFeatures.Count, SearchFeatures.Count)
                .CopyTo(request.FeaturesOf(request.Count));
            request.Rows[request.Count++] = candidate;
        }

        return request;
    }
}
