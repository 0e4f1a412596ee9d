using System.Collections.Concurrent;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Items;
using StreamReco.Models.Scoring;

namespace StreamReco.TestKit.Scoring;

/// <summary>
/// A scorer in plain loops: score = (x + Σ wₗ·y(rₗ))·y, the K best, ties by rising row. One user's result cannot depend
/// on another's.
/// </summary>
public sealed class FakeScorer(ModelArtifact model, int batchSizeMax = 64) : IBatchScorer<ScoreRequest>
{
    private readonly ConcurrentQueue<int> _batches = new();

    public string Provider { get; init; } = "fake";

    public int BatchSizeMax { get; } = batchSizeMax;

    /// <summary>Runs at the head of every call, for faults and barriers.</summary>
    public Action<IReadOnlyList<ScoreRequest>>? OnScore { get; set; }

    /// <summary>The sizes of the calls so far, in order.</summary>
    public IReadOnlyList<int> Batches => [.. _batches];

    public bool Disposed { get; private set; }

    public void Score(IReadOnlyList<ScoreRequest> batch)
    {
        _batches.Enqueue(batch.Count);
        OnScore?.Invoke(batch);
        foreach (var request in batch)
        {
            ScoreOne(request);
        }
    }

    public void Dispose() => Disposed = true;

    private void ScoreOne(ScoreRequest request)
    {
        var space = model.Items;
        var taste = TasteOf(request, space);
        var best = Enumerable.Range(0, space.Count)
            .Select(row => (Row: row, Score: Dot(taste, space.Factor(row))))
            .OrderByDescending(item => item.Score).ThenBy(item => item.Row)
            .Take(request.CandidateRows.Length);
        request.CandidateCount = 0;
        foreach (var (row, score) in best)
        {
            request.CandidateRows[request.CandidateCount] = row;
            request.CandidateScores[request.CandidateCount++] = score;
        }
    }

    private static float[] TasteOf(ScoreRequest request, ItemSpace space)
    {
        var taste = (float[])request.UserVector.Clone();
        for (var l = 0; l < request.RecentRows.Length; l++)
        {
            for (var d = 0; d < taste.Length && request.RecentRows[l] < space.Count; d++)
            {
                taste[d] += request.RecentWeights[l] * space.Factor(request.RecentRows[l])[d];
            }
        }

        return taste;
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0f;
        for (var d = 0; d < a.Length; d++)
        {
            sum += a[d] * b[d];
        }

        return sum;
    }
}
