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
    /// <summary>Examples of a query: each query counts alike, however many items are right.</summary>
    public const int ExamplesPerQuery = 12;

    private readonly RankerSettings _settings;

    /// <param name="settings">How it is trained.</param>
    public SearchTrainer(RankerSettings settings)
    {
        settings.Validate();
        _settings = settings;
    }

    /// <summary>What is right for a few hundred judged queries: small steps, and two networks' worth of rounds.</summary>
    public static RankerSettings Defaults { get; } = new()
    {
        Hidden = 32,
        Members = 5,
        EpochsMax = 20,
        Patience = 4,
        LearningRate = 2e-3f,
        Batch = 64,
        HeldOutShare = 0.2,
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

        var best = good.Max(i => query.Grades[i]);
        for (var example = 0; example < ExamplesPerQuery; example++)
        {
            // Spread over the good items, however many there are.
            var target = good[example * good.Length / ExamplesPerQuery % good.Length];
            if (query.Grades[target] < best && example % best >= query.Grades[target])
            {
                continue; // a lesser grade is an example less often
            }

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
