using System.IO.Hashing;
using System.Runtime.InteropServices;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Scoring;
using StreamReco.TestKit.Measures;

namespace StreamReco.Benchmarks.Answers;

/// <summary>Answers users of seeded content by a model's own graph on this thread.</summary>
internal sealed class GraphRounds : IDisposable
{
    private const int Users = 512;

    private readonly OnnxScorer<ScoreRequest> _scorer;
    private readonly ScoreRequest[] _requests;

    public GraphRounds(ModelArtifact model, int callMax)
    {
        _scorer = OnnxScorers.OfModel(model, new OnnxScorerOptions { Provider = "cpu", BatchSizeMax = callMax, IntraOpThreads = 1 });
        var random = new Random(5);
        _requests = [.. Enumerable.Range(0, Users).Select(_ => Request(model, random))];
    }

    public void Run(int call, AnswerCosts costs)
    {
        var micros = 0d;
        for (var first = 0; first < Users; first += call)
        {
            var begun = ThreadClock.Micros();
            _scorer.Score(new ArraySegment<ScoreRequest>(_requests, first, Math.Min(call, Users - first)));
            micros += ThreadClock.Micros() - begun;
        }

        costs.Take($"small model's graph, of {call}", micros / Users);
    }

    public void TakePrints(AnswerCosts costs)
    {
        var hash = new XxHash64();
        foreach (var request in _requests)
        {
            hash.Append(MemoryMarshal.AsBytes<int>(request.CandidateRows));
            hash.Append(MemoryMarshal.AsBytes<float>(request.CandidateScores));
        }

        costs.Print("small model's items and scores", $"{hash.GetCurrentHashAsUInt64():x16}");
    }

    public void Dispose() => _scorer.Dispose();

    /// <summary>A user whose vector is that of some item, with a few recent items.</summary>
    private static ScoreRequest Request(ModelArtifact model, Random random)
    {
        var (layout, items) = (model.Manifest.Features, model.Items);
        var request = new ScoreRequest(layout) { HasFeatures = true };
        items.Factor(random.Next(items.Count)).CopyTo(request.UserVector);
        var known = random.Next(1, layout.RecentItems + 1);
        for (var l = 0; l < layout.RecentItems; l++)
        {
            (request.RecentRows[l], request.RecentWeights[l]) = l < known ? (random.Next(items.Count), layout.WeightOf(l)) : (items.Count, 0);
        }

        return request;
    }
}
