using System.Text.Json;
using StreamReco.Models.Evaluation;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>Sorts the answers of the recommendations topic to the examples that they are for.</summary>
internal sealed class ExampleAnswers(ExampleSessions sessions, bool excludeHistory)
{
    private readonly Dictionary<string, ExampleSession> _sessions =
        sessions.All.ToDictionary(session => session.UserId, StringComparer.Ordinal);

    private readonly Dictionary<string, int> _answered = new(StringComparer.Ordinal);
    private readonly Dictionary<EvaluationExample, IReadOnlyList<ScoredItem>> _answers =
        new(ReferenceEqualityComparer.Instance);

    /// <summary>Takes in an answer: a user's answers come in the order of its clicks, one a click.</summary>
    public void Add(byte[] answer)
    {
        using var json = JsonDocument.Parse(answer);
        var user = json.RootElement.GetProperty("user_id").GetString()!;
        var click = _answered[user] = _answered.GetValueOrDefault(user) + 1;
        IReadOnlyList<ScoredItem>? items = null;
        foreach (var example in _sessions[user].AnsweredBy(click))
        {
            _answers[example] = items ??= RecommendationScores.Of(json.RootElement.GetProperty("items"));
        }
    }

    /// <summary>The figures over all examples; one without an answer is a miss.</summary>
    public RankingMetrics Metrics(IReadOnlyList<EvaluationExample> examples)
    {
        var metrics = new RankingMetrics();
        foreach (var example in examples)
        {
            metrics.Add(Judged(example), example.Target);
        }

        return metrics;
    }

    private IReadOnlyList<ScoredItem> Judged(EvaluationExample example)
    {
        var answer = _answers.GetValueOrDefault(example, []);
        if (!excludeHistory)
        {
            return answer;
        }

        var history = example.Prefix.Select(click => click.ItemId).ToHashSet(StringComparer.Ordinal);
        return [.. answer.Where(item => !history.Contains(item.ItemId))];
    }
}
