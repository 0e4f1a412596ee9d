using StreamReco.Models.Encoder;
using StreamReco.Models.Ranking;
using StreamReco.Models.Scoring;

namespace StreamReco.TestKit.Scoring;

/// <summary>An encoder without a graph: the trainer's forward pass. Thread-safe.</summary>
public sealed class PlainEncoder(EncoderModel encoder) : IBatchScorer<EncoderRequest>
{
    private const long MsPerSecond = 1_000;

    private readonly Lock _lock = new();
    private readonly SessionEncoder _encoder = encoder.CreateEncoder();
    private readonly EncoderScorer _scorer = encoder.CreateScorer();
    private readonly float[] _scores = new float[encoder.Items];

    public string Provider => "plain";

    public int BatchSizeMax => int.MaxValue;

    public void Score(IReadOnlyList<EncoderRequest> batch)
    {
        lock (_lock)
        {
            foreach (var request in batch.Where(request => request.Count > 0))
            {
                ScoreOne(request);
            }
        }
    }

    public void Dispose()
    {
        // It holds nothing.
    }

    private void ScoreOne(EncoderRequest request)
    {
        int[] rows = [.. request.Rows.Take(request.Count).Reverse()];
        long[] times = [.. request.Gaps.Take(request.Count).Reverse().Select(gap => -ShortestMs(gap))];
        _encoder.Encode(rows, times, request.Query);
        _scorer.ScoreAll(request.Query, _scores);
        var best = Enumerable.Range(0, encoder.Items).OrderByDescending(row => _scores[row]).ThenBy(row => row)
            .Take(request.BestRows.Length).ToArray();
        for (var i = 0; i < best.Length; i++)
        {
            (request.BestRows[i], request.BestScores[i]) = (best[i], _scores[best[i]]);
        }
    }

    /// <summary>The shortest time of a class.</summary>
    private static long ShortestMs(int gap) => gap == 0 ? 0 : MsPerSecond << (gap - 1);
}
